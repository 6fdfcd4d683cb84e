package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Product;
import dev.palisade.platform.money.Money;
import java.util.UUID;

/**
 * A line of a cart.
 *
 * @param productId the product
 * @param name its name
 * @param quantity how many
 * @param price for one
 */
record CartItem(UUID productId, String name, int quantity, Money price) {

    static CartItem of(Product product, int quantity) {
        return new CartItem(product.id(), product.name(), quantity, product.price());
    }
}
