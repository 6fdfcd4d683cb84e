package dev.palisade.cart.price;

import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;

/**
 * The terms that the shop sells on.
 *
 * @param currency the one currency (ISO 4217)
 * @param tax the rate of value-added tax that every price contains, in percent
 * @param shipping what a delivery costs
 * @param shippingFreeFrom the value of goods from which on a delivery costs nothing
 * @param mostPieces how many pieces one cart or order may have
 * @param mostValue what the goods of one cart or order may cost together
 */
@ConfigurationProperties("palisade.prices")
public record Prices(
        @DefaultValue("EUR") Currency currency,
        @DefaultValue("19") BigDecimal tax,
        @DefaultValue("4.90") BigDecimal shipping,
        @DefaultValue("50.00") BigDecimal shippingFreeFrom,
        @DefaultValue("500") int mostPieces,
        @DefaultValue("10000.00") BigDecimal mostValue) {

    /** @throws IllegalArgumentException when one of them is no amount of this currency, or makes no sense */
    public Prices {
        Money fee = new Money(shipping, currency);
        Tax.in(fee, tax);
        new Money(shippingFreeFrom, currency);
        if (shipping.signum() < 0 || shippingFreeFrom.signum() < 0) {
            throw new IllegalArgumentException("palisade.prices: shipping costs nothing or more.");
        }
        if (mostPieces < 1 || !new Money(mostValue, currency).isPositive()) {
            throw new IllegalArgumentException("palisade.prices: a cart has room for one piece or more.");
        }
    }

    /** What these lines cost together; nothing at all is delivered for nothing. */
    public Bill bill(Collection<? extends Line> lines) {
        Money goods = goods(lines);
        boolean free = lines.isEmpty() || goods.amount().compareTo(shippingFreeFrom) >= 0;
        Money delivery = free ? Money.zero(currency) : new Money(shipping, currency);
        Money total = goods.plus(delivery);
        return new Bill(goods, delivery, Tax.in(total, tax), total);
    }

    /**
     * Returns when these lines are not too much for one order.
     *
     * @throws ProblemException 409 too-many-pieces or value-too-high
     */
    public void requireWithinLimits(Collection<? extends Line> lines) {
        if (lines.stream().mapToLong(Line::quantity).sum() > mostPieces) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "too-many-pieces", "A cart has room for " + mostPieces + " pieces");
        }
        Money most = new Money(mostValue, currency);
        if (goods(lines).compareTo(most) > 0) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "value-too-high", "The goods of one order may cost " + most + " at most");
        }
    }

    /** How many pieces more, at this price each, one cart with these lines has room for. */
    public int roomFor(Money price, Collection<? extends Line> lines) {
        long pieces = mostPieces - lines.stream().mapToLong(Line::quantity).sum();
        BigDecimal value = mostValue.subtract(goods(lines).amount());
        long affordable = value.divideToIntegralValue(price.amount()).longValue();
        return Math.toIntExact(Math.max(0, Math.min(pieces, affordable)));
    }

    private Money goods(Collection<? extends Line> lines) {
        return lines.stream()
                .map(line -> line.price().times(line.quantity()))
                .reduce(Money.zero(currency), Money::plus);
    }

    /** So many of something. */
    public interface Line {

        /** How many. */
        int quantity();

        /** For one. */
        Money price();
    }
}
