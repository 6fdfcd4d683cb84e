package dev.palisade.payment.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumberTests {

    @ParameterizedTest
    @CsvSource({
        "4242424242424242,VISA",
        "4000000000000002,VISA",
        "4000000000009995,VISA",
        "4000000000000119,VISA",
        "4000000000000341,VISA",
        "5105105105105100,MASTERCARD",
        "2720990000000007,MASTERCARD",
        "371449635398431,AMEX",
        "3530111333300000,OTHER",
        "000000000000,OTHER",
        "4000000000000000006,VISA"
    })
    void newWhenCheckDigitFitsThenBrand(String digits, Brand brand) {
        assertThat(new CardNumber(digits).brand()).isEqualTo(brand);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4242424242424243", "42424242424", "42424242424242424242", "4242 4242", "", "424242424242424x"})
    void newWhenNoCardNumberThenRefusedWithoutRepeatingIt(String digits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CardNumber(digits))
                .withMessage("Not a card number");
    }

    @Test
    void toStringWhenCardThenOnlyTheLastDigits() {
        Card card = new Card(new CardNumber("4242424242424242"), YearMonth.of(2030, 12), "937");
        assertThat(card).hasToString("Card[CardNumber[…4242]]");
        assertThat("" + card + card.number()).doesNotContain("42424").doesNotContain("937");
    }
}
