package dev.palisade.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Positive;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class MoneyTests {

    private final JsonMapper json = new JsonMapper();

    @Test
    void writeWhenAnyAmountThenAmountIsTextWithAllDecimals() {
        assertThat(json.writeValueAsString(Money.of("19.9", "EUR")))
                .isEqualTo("{\"amount\":\"19.90\",\"currency\":\"EUR\"}");
        assertThat(json.writeValueAsString(Money.of("1000", "JPY")))
                .isEqualTo("{\"amount\":\"1000\",\"currency\":\"JPY\"}");
    }

    @Test
    void readWhenWrittenThenSame() {
        Money money = Money.of("-0.05", "EUR");
        assertThat(json.readValue(json.writeValueAsString(money), Money.class)).isEqualTo(money);
    }

    @ParameterizedTest
    @CsvSource({
        "19.901,EUR",
        "0.5,JPY",
        "10,XXX",
        "10,XAU",
        "1e3,EUR",
        "+1,EUR",
        "' 1',EUR",
        "1.,EUR",
        ".5,EUR",
        "1234567890123,EUR",
        "NaN,EUR",
        "٣,EUR",
        "1,eur",
        "1,EURO",
        "1,''",
        "'',EUR"
    })
    void readWhenNotAnExactAmountThenRefused(String amount, String currency) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue(
                        json.writeValueAsString(java.util.Map.of("amount", amount, "currency", currency)),
                        Money.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"amount\":\"1\"}", "{\"currency\":\"EUR\"}", "{\"amount\":null,\"currency\":\"EUR\"}", "{}"})
    void readWhenAPartIsMissingThenRefused(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> json.readValue(text, Money.class));
    }

    @Test
    void plusWhenSameCurrencyThenExact() {
        assertThat(Money.of("0.10", "EUR").plus(Money.of("0.20", "EUR"))).isEqualTo(Money.of("0.30", "EUR"));
        assertThat(Money.of("0.10", "EUR").times(3)).isEqualTo(Money.of("0.3", "EUR"));
        assertThat(Money.of("0.10", "EUR").negated()).isEqualTo(Money.of("-0.10", "EUR"));
        assertThat(Money.zero(Currency.getInstance("EUR")).isPositive()).isFalse();
    }

    @Test
    void plusWhenOtherCurrencyThenRefused() {
        Money euro = Money.of("1", "EUR");
        Money dollar = Money.of("1", "USD");
        assertThatIllegalArgumentException().isThrownBy(() -> euro.plus(dollar));
        assertThatIllegalArgumentException().isThrownBy(() -> euro.compareTo(dollar));
    }

    @Test
    void validateWhenPositiveIsAskedForThenNothingAndLessAreRefused() {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();
            assertThat(validator.validate(new Price(Money.of("0.01", "EUR")))).isEmpty();
            assertThat(validator.validate(new Price(Money.of("0", "EUR")))).hasSize(1);
            assertThat(validator.validate(new Price(Money.of("-1", "EUR")))).hasSize(1);
        }
    }

    record Price(@Positive Money amount) {}
}
