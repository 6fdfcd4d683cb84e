package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of a cart.
 *
 * @param productId the product
 * @param name its name
 * @param quantity how many
 * @param price for one
 * @param priceBefore for one, when the line was last changed, if that was another price
 */
record CartItem(
        UUID productId,
        String name,
        int quantity,
        Money price,
        @Nullable Money priceBefore) implements Prices.Line {

    static CartItem of(Product product, CartLine line) {
        Money before = line.isPriceOf(product) ? null : line.priceSeen();
        return new CartItem(product.id(), product.name(), line.quantity(), product.price(), before);
    }
}
