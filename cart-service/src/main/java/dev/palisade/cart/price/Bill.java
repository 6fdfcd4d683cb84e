package dev.palisade.cart.price;

import dev.palisade.platform.money.Money;

/**
 * What goods cost together, delivered. Prices contain the tax, so it is stated and not added.
 *
 * @param goods the goods alone
 * @param shipping the delivery
 * @param tax the tax that the total contains
 * @param total what is paid: the goods and the delivery
 */
public record Bill(Money goods, Money shipping, Tax tax, Money total) {

    /** @throws IllegalArgumentException when the total is not the sum, or more of it is tax than there is */
    public Bill {
        if (!goods.plus(shipping).equals(total)) {
            throw new IllegalArgumentException(goods + " and " + shipping + " are not " + total + ".");
        }
        if (tax.amount().compareTo(total) > 0) {
            throw new IllegalArgumentException(tax.amount() + " of tax is not in " + total + ".");
        }
    }
}
