package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Catalog;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    CartController(Carts carts, Catalog catalog) {
        this.carts = carts;
        this.catalog = catalog;
    }

    @GetMapping
    @Authorize(action = "ReadCart", resource = "Cart")
    Cart read() {
        return cart(Caller.current().subject());
    }

    @PutMapping(path = "/items/{productId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Authorize(action = "ChangeCart", resource = "Cart")
    Cart put(@PathVariable UUID productId, @RequestBody @Valid Change change) {
        String owner = Caller.current().subject();
        Map<UUID, Integer> quantities = carts.of(owner);
        if (!quantities.containsKey(productId)) {
            if (quantities.size() >= MOST_LINES) {
                throw new ProblemException(HttpStatus.CONFLICT, "cart-full", "The cart has room for 50 products");
            }
            if (catalog.products(List.of(productId)).isEmpty()) {
                throw new ProblemException(HttpStatus.NOT_FOUND, "unknown-product", "There is no such product");
            }
        }
        carts.put(owner, productId, change.quantity());
        return cart(owner);
    }

    @DeleteMapping("/items/{productId}")
    @Authorize(action = "ChangeCart", resource = "Cart")
    Cart remove(@PathVariable UUID productId) {
        String owner = Caller.current().subject();
        carts.remove(owner, productId);
        return cart(owner);
    }

    private Cart cart(String owner) {
        Map<UUID, Integer> quantities = carts.of(owner);
        return Cart.of(quantities, catalog.products(quantities.keySet()));
    }

    record Change(@Min(1) @Max(99) int quantity) {}
}
