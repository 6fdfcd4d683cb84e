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
record Cart(List<CartItem> items, Money total) {

    private static final Currency SHOP_CURRENCY = Currency.getInstance("EUR");

    /** Products that the catalog no longer sells are left out. */
    static Cart of(Map<UUID, Integer> quantities, Map<UUID, Product> products) {
        List<CartItem> items = quantities.entrySet().stream()
                .filter(line -> products.containsKey(line.getKey()))
                .map(line -> CartItem.of(Objects.requireNonNull(products.get(line.getKey())), line.getValue()))
                .toList();
        Money total = items.stream()
                .map(item -> item.price().times(item.quantity()))
                .reduce(Money::plus)
                .orElse(Money.zero(SHOP_CURRENCY));
        return new Cart(items, total);
    }
}
