package dev.palisade.cart.cart;

import dev.palisade.cart.price.Bill;
import dev.palisade.cart.price.Tax;
import dev.palisade.platform.money.Money;
import java.util.List;

/**
 * A person's cart, at the prices of this moment.
 *
 * @param items what is in it
 * @param goods what the items cost together
 * @param shipping what the delivery would cost
 * @param tax the value-added tax that the total contains
 * @param total what it would cost: the goods and the delivery
 */
record Cart(List<CartItem> items, Money goods, Money shipping, Tax tax, Money total) {

    static Cart of(List<CartItem> items, Bill bill) {
        return new Cart(items, bill.goods(), bill.shipping(), bill.tax(), bill.total());
    }
}
