package dev.palisade.payment.stripe;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;

/** Amounts as Stripe counts them: in minor units, but for three currencies with other ones than ISO 4217 has. */
final class StripeAmount {

    private static final Map<String, Integer> OTHER_DIGITS = Map.of("ISK", 2, "UGX", 2, "MGA", 0);

    private StripeAmount() {}

    /** @throws ArithmeticException when the amount has more digits than the currency */
    static long minor(Money amount) {
        return amount.amount().movePointRight(digits(amount.currency())).longValueExact();
    }

    static String currency(Money amount) {
        return amount.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    static Money money(long minor, String code) {
        Currency currency = Currency.getInstance(code.toUpperCase(Locale.ROOT));
        return new Money(BigDecimal.valueOf(minor, digits(currency)), currency);
    }

    private static int digits(Currency currency) {
        return OTHER_DIGITS.getOrDefault(currency.getCurrencyCode(), currency.getDefaultFractionDigits());
    }
}
