package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Catalog;
import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.rows.RowSubject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** What goes into a cart: products that the catalog sells, at its prices, and no more than there is room for. */
@Service
class CartFilling {

    static final int MOST_LINES = 50;
    static final int MOST_OF_ONE = 99;

    private final Carts carts;
    private final GuestCarts guests;
    private final Catalog catalog;
    private final Prices prices;

    CartFilling(Carts carts, GuestCarts guests, Catalog catalog, Prices prices) {
        this.carts = carts;
        this.guests = guests;
        this.catalog = catalog;
        this.prices = prices;
    }

    /** The cart, at the catalog's prices of this moment. */
    Cart of(String owner) {
        Map<UUID, CartLine> lines = carts.of(owner);
        List<CartItem> items = items(lines, catalog.products(lines.keySet()));
        return Cart.of(items, prices.bill(items));
    }

    /**
     * Lets a line be written if it may be.
     *
     * @param write writes it, at the price that it is given
     * @return the cart with that line
     * @throws ProblemException 404 or 409 when it may not be, and nothing is written
     */
    Cart put(String owner, UUID productId, int quantity, Consumer<Money> write) {
        Map<UUID, CartLine> lines = carts.of(owner);
        CartLine before = lines.get(productId);
        if (before == null && lines.size() >= MOST_LINES) {
            throw new ProblemException(HttpStatus.CONFLICT, "cart-full", "The cart has room for 50 products");
        }
        List<UUID> ids = Stream.concat(lines.keySet().stream(), Stream.of(productId))
                .distinct()
                .toList();
        Map<UUID, Product> products = catalog.products(ids);
        Product product = products.get(productId);
        if (product == null) {
            throw new ProblemException(HttpStatus.NOT_FOUND, "unknown-product", "There is no such product");
        }
        lines.put(productId, new CartLine(quantity, product.price()));
        List<CartItem> items = items(lines, products);
        if (before == null || quantity > before.quantity()) { // taking something out is always possible
            prices.requireWithinLimits(items);
        }
        write.accept(product.price());
        return Cart.of(items, prices.bill(items));
    }

    /** Adds a guest cart to a person's and deletes it; where there is none, nothing changes. */
    MergedCart merge(String owner, String guest) {
        Set<UUID> ids = new HashSet<>(carts.of(owner).keySet());
        ids.addAll(RowSubject.runAs(guest, () -> carts.of(guest)).keySet());
        Map<UUID, Product> products =
                catalog.products(ids); // before the transaction: no neighbour is waited for in one
        CartMerge merge = guests.mergeInto(owner, guest, products, prices);
        List<CartItem> items = items(carts.of(owner), products);
        return MergedCart.of(items, prices.bill(items), merge.capped());
    }

    /** Products that the catalog no longer sells are left out. */
    static List<CartItem> items(Map<UUID, CartLine> lines, Map<UUID, Product> products) {
        return lines.entrySet().stream()
                .filter(line -> products.containsKey(line.getKey()))
                .map(line -> CartItem.of(Objects.requireNonNull(products.get(line.getKey())), line.getValue()))
                .toList();
    }
}
