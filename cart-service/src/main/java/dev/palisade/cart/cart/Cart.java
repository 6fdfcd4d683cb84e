package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Product;
import dev.palisade.platform.money.Money;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A person's cart, at the prices of this moment.
 *
 * @param items what is in it
 * @param total what it would cost
 */
record Cart(List<Item> items, Money total) {

    private static final Currency SHOP_CURRENCY = Currency.getInstance("EUR");

    /** Products that the catalog no longer sells are left out. */
    static Cart of(Map<UUID, Integer> quantities, Map<UUID, Product> products) {
        List<Item> items = quantities.entrySet().stream()
                .filter(line -> products.containsKey(line.getKey()))
                .map(line -> Item.of(Objects.requireNonNull(products.get(line.getKey())), line.getValue()))
                .toList();
        Money total = items.stream()
                .map(item -> item.price().times(item.quantity()))
                .reduce(Money::plus)
                .orElse(Money.zero(SHOP_CURRENCY));
        return new Cart(items, total);
    }

    /**
     * A line of the cart.
     *
     * @param productId the product
     * @param name its name
     * @param quantity how many
     * @param price for one
     */
    record Item(UUID productId, String name, int quantity, Money price) {

        static Item of(Product product, int quantity) {
            return new Item(product.id(), product.name(), quantity, product.price());
        }
    }
}
