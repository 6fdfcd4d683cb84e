package dev.palisade.cart.price;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The value-added tax that an amount contains.
 *
 * @param percent the rate, with two decimals
 * @param amount how much of the amount it is, rounded to the cent, half a cent up
 */
public record Tax(BigDecimal percent, Money amount) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** @throws IllegalArgumentException when the rate is not from 0 to 100, with at most two decimals */
    public Tax {
        if (percent.signum() < 0
                || percent.compareTo(HUNDRED) > 0
                || percent.stripTrailingZeros().scale() > 2) {
            throw new IllegalArgumentException("A rate of tax is from 0 to 100 percent, with at most two decimals.");
        }
        percent = percent.setScale(2);
    }

    /** The tax that is in an amount: of 119 at 19 percent it is 19. */
    static Tax in(Money gross, BigDecimal percent) {
        BigDecimal tax = gross.amount()
                .multiply(percent)
                .divide(HUNDRED.add(percent), gross.currency().getDefaultFractionDigits(), RoundingMode.HALF_UP);
        return new Tax(percent, new Money(tax, gross.currency()));
    }
}
