package dev.palisade.payment.method;

import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.CardNumber;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A card as it is typed. It is checked here and not by annotations, whose exceptions would repeat what was typed.
 *
 * @param number 12 to 19 digits without spaces, the last of which is a check digit
 * @param expiry the last month in which it can be used, as MM/yy
 * @param cvc the 3 or 4 digits beside the signature
 */
record CardData(
        @Nullable String number,
        @Nullable String expiry,
        @Nullable String cvc) {

    private static final Pattern EXPIRY = Pattern.compile("(0[1-9]|1[0-2])/([0-9]{2})");
    private static final Pattern CVC = Pattern.compile("[0-9]{3,4}");

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
        Matcher parts = EXPIRY.matcher(expiry == null ? "" : expiry);
        if (!parts.matches()) {
            throw refusal("'expiry' must be a month as MM/yy.");
        }
        YearMonth month = YearMonth.of(2000 + Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(1)));
        if (month.isBefore(now)) {
            throw refusal("'expiry' is in the past.");
        }
        return month;
    }

    private String code() {
        if (cvc == null || !CVC.matcher(cvc).matches()) {
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
