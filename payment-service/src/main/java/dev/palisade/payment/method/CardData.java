package dev.palisade.payment.method;

import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.CardNumber;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.YearMonth;

/**
 * A card as it is typed.
 *
 * @param number 12 to 19 digits without spaces, the last of which is a check digit
 * @param expiry the last month in which it can be used, as MM/yy
 * @param cvc the 3 or 4 digits beside the signature
 */
record CardData(
        @NotNull @Pattern(regexp = NUMBER) String number,
        @NotNull @Pattern(regexp = EXPIRY) String expiry,
        @NotNull @Pattern(regexp = CVC) String cvc) {

    // The annotations are read by the contract only: a violation's exception would repeat what was typed.
    private static final String NUMBER = "[0-9]{12,19}";
    private static final String EXPIRY = "(0[1-9]|1[0-2])/[0-9]{2}";
    private static final String CVC = "[0-9]{3,4}";

    /** @throws ProblemException when this is no card that can be used this month */
    Card card(YearMonth now) {
        return new Card(cardNumber(), month(now), code());
    }

    private CardNumber cardNumber() {
        try {
            return new CardNumber(number == null ? "" : number);
        } catch (IllegalArgumentException e) {
            throw refusal("'number' is not a card number.");
        }
    }

    private YearMonth month(YearMonth now) {
        if (expiry == null || !expiry.matches(EXPIRY)) {
            throw refusal("'expiry' must be a month as MM/yy.");
        }
        YearMonth month =
                YearMonth.of(2000 + Integer.parseInt(expiry.substring(3)), Integer.parseInt(expiry.substring(0, 2)));
        if (month.isBefore(now)) {
            throw refusal("'expiry' is in the past.");
        }
        return month;
    }

    private String code() {
        if (cvc == null || !cvc.matches(CVC)) {
            throw refusal("'cvc' must be 3 or 4 digits.");
        }
        return cvc;
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(ProblemType.INVALID_VALUE, detail);
    }

    /** Shows nothing. */
    @Override
    public String toString() {
        return "CardData[…]";
    }
}
