package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Catalog;
import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person's own cart. Whose it is comes from the token and from nowhere else. */
@RestController
@RequestMapping(path = "/api/cart", produces = MediaType.APPLICATION_JSON_VALUE)
class CartController {

    private static final int MOST_LINES = 50;

    private final Carts carts;
    private final Catalog catalog;
    private final Prices prices;

    CartController(Carts carts, Catalog catalog, Prices prices) {
        this.carts = carts;
        this.catalog = catalog;
        this.prices = prices;
    }

    /**
     * Reads the person's cart, at the prices that the catalog has now.
     *
     * @return the cart
     */
    @GetMapping
    @Authorize(action = "ReadCart", resource = "Cart")
    Cart readCart() {
        return cart(Caller.current().subject());
    }

    /**
     * Puts a product into the cart, or changes how many of it.
     *
     * @param productId the product
     * @param change how many there shall be
     * @return the cart as it is now
     * @throws ProblemException 404 unknown-product when the catalog does not sell it
     * @throws ProblemException 409 cart-full when the cart has fifty products already
     * @throws ProblemException 409 too-many-pieces when one cart has no room for so many
     * @throws ProblemException 409 value-too-high when the goods would cost more than one order may
     */
    @PutMapping(path = "/items/{productId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Authorize(action = "ChangeCart", resource = "Cart")
    Cart putCartItem(@PathVariable UUID productId, @RequestBody @Valid CartItemChange change) {
        String owner = Caller.current().subject();
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
        lines.put(productId, new CartLine(change.quantity(), product.price()));
        List<CartItem> items = items(lines, products);
        if (before == null || change.quantity() > before.quantity()) { // taking something out is always possible
            prices.requireWithinLimits(items);
        }
        carts.put(owner, productId, change.quantity(), product.price());
        return Cart.of(items, prices.bill(items));
    }

    /**
     * Takes a product out of the cart; when it is not there, nothing changes.
     *
     * @param productId the product
     * @return the cart as it is now
     */
    @DeleteMapping("/items/{productId}")
    @Authorize(action = "ChangeCart", resource = "Cart")
    Cart removeCartItem(@PathVariable UUID productId) {
        String owner = Caller.current().subject();
        carts.remove(owner, productId);
        return cart(owner);
    }

    private Cart cart(String owner) {
        Map<UUID, CartLine> lines = carts.of(owner);
        List<CartItem> items = items(lines, catalog.products(lines.keySet()));
        return Cart.of(items, prices.bill(items));
    }

    /** Products that the catalog no longer sells are left out. */
    private static List<CartItem> items(Map<UUID, CartLine> lines, Map<UUID, Product> products) {
        return lines.entrySet().stream()
                .filter(line -> products.containsKey(line.getKey()))
                .map(line -> CartItem.of(Objects.requireNonNull(products.get(line.getKey())), line.getValue()))
                .toList();
    }

    /**
     * A change of a line.
     *
     * @param quantity how many there shall be
     */
    record CartItemChange(@Min(1) @Max(99) int quantity) {}
}
