package dev.palisade.cart.order;

import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import java.util.UUID;

/**
 * A line of an order.
 *
 * @param productId the product
 * @param name its name when it was bought
 * @param quantity how many
 * @param price for one, when it was bought
 */
record OrderItem(UUID productId, String name, int quantity, Money price) implements Prices.Line {}
