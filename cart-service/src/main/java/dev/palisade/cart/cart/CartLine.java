package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Product;
import dev.palisade.platform.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a line of a cart.
 *
 * @param quantity how many
 * @param priceSeen for one, as the answer to the last change of the line said it; of lines from before prices were kept,
 *     {@code null}
 */
public record CartLine(int quantity, @Nullable Money priceSeen) {

    /** Whether the product costs what the person has seen. */
    public boolean isPriceOf(Product product) {
        return priceSeen == null || priceSeen.equals(product.price());
    }
}
