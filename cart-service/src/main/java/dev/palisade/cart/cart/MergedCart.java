package dev.palisade.cart.cart;

import dev.palisade.cart.price.Bill;
import dev.palisade.cart.price.Tax;
import dev.palisade.platform.money.Money;
import java.util.List;
import java.util.UUID;

/**
 * A person's cart after a visitor's was merged into it, at the prices of this moment.
 *
 * @param items what is in it
 * @param goods what the items cost together
 * @param shipping what the delivery would cost
 * @param tax the value-added tax that the total contains
 * @param total what it would cost: the goods and the delivery
 * @param capped what of the visitor's cart there was no room for
 */
record MergedCart(List<CartItem> items, Money goods, Money shipping, Tax tax, Money total, List<CappedLine> capped) {

    static MergedCart of(List<CartItem> items, Bill bill, List<CappedLine> capped) {
        return new MergedCart(items, bill.goods(), bill.shipping(), bill.tax(), bill.total(), capped);
    }

    /**
     * A line that did not find room, or not all of it.
     *
     * @param productId the product
     * @param name its name
     * @param leftOut how many pieces were left out
     */
    record CappedLine(UUID productId, String name, int leftOut) {}
}
