package dev.palisade.platform.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Pattern;

/**
 * An exact amount of money. In JSON it is {@code {"amount":"19.90","currency":"EUR"}}: the amount is a string, since JSON
 * numbers are read as binary fractions by many.
 *
 * @param amount the amount, with exactly as many decimals as the currency has
 * @param currency the currency (ISO 4217)
 */
public record Money(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, Currency currency)
        implements Comparable<Money> {

    private static final Pattern PLAIN = Pattern.compile("-?\\d{1,12}(\\.\\d{1,4})?");

    /** @throws IllegalArgumentException when the amount has more decimals than the currency, or nobody pays with that */
    public Money {
        int decimals = currency.getDefaultFractionDigits();
        if (decimals < 0) {
            throw new IllegalArgumentException(currency + " is not money"); // gold (XAU), or no currency at all (XXX)
        }
        if (amount.stripTrailingZeros().scale() > decimals) {
            throw new IllegalArgumentException(currency + " has " + decimals + " decimals");
        }
        amount = amount.setScale(decimals);
    }

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException when it is not a plain decimal number, or the currency is unknown
     */
    @JsonCreator
    public static Money of(String amount, String currency) {
        if (amount == null || currency == null || !PLAIN.matcher(amount).matches()) {
            throw new IllegalArgumentException("Not an amount of money");
        }
        return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    }

    /** Nothing, in a currency. */
    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /** @throws IllegalArgumentException when the currencies differ */
    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(amount.add(other.amount), currency);
    }

    /** This amount, so many times. */
    public Money times(int quantity) {
        return new Money(amount.multiply(BigDecimal.valueOf(quantity)), currency);
    }

    /** The same amount with the other sign. */
    public Money negated() {
        return new Money(amount.negate(), currency);
    }

    /** Whether it is more than nothing. */
    @JsonIgnore
    public boolean isPositive() {
        return amount.signum() > 0;
    }

    /** @throws IllegalArgumentException when the currencies differ */
    @Override
    public int compareTo(Money other) {
        requireSameCurrency(other);
        return amount.compareTo(other.amount);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot mix " + currency + " and " + other.currency);
        }
    }
}
