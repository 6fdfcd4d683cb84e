package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Catalog;
import dev.palisade.cart.catalog.Product;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.policy.Authorizer;
import dev.palisade.platform.policy.ResourceRef;
import dev.palisade.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person's own wish list. Whose it is comes from the token and from nowhere else. */
@RestController
@RequestMapping(path = "/api/wishlist", produces = MediaType.APPLICATION_JSON_VALUE)
class WishListController {

    private static final int MOST_WISHES = 100;

    private final Wishes wishes;
    private final Carts carts;
    private final CartFilling filling;
    private final Catalog catalog;
    private final Authorizer authorizer;

    WishListController(Wishes wishes, Carts carts, CartFilling filling, Catalog catalog, Authorizer authorizer) {
        this.wishes = wishes;
        this.carts = carts;
        this.filling = filling;
        this.catalog = catalog;
        this.authorizer = authorizer;
    }

    /**
     * Reads the person's wish list, at the prices that the catalog has now.
     *
     * @return the wish list
     */
    @GetMapping
    @Authorize(action = "ReadWishes", resource = "WishList")
    WishList readWishList() {
        return list(Caller.current().subject());
    }

    /**
     * Puts a product on the wish list; when it is there, nothing changes.
     *
     * @param productId the product
     * @return the wish list as it is now
     * @throws ProblemException 404 unknown-product when the catalog does not sell it
     * @throws ProblemException 409 wish-list-full when there are a hundred products on it already
     */
    @PutMapping("/items/{productId}")
    @Authorize(action = "ChangeWishes", resource = "WishList")
    WishList putWish(@PathVariable UUID productId) {
        String owner = Caller.current().subject();
        List<UUID> before = wishes.of(owner);
        if (!before.contains(productId)) {
            if (before.size() >= MOST_WISHES) {
                throw new ProblemException(
                        HttpStatus.CONFLICT, "wish-list-full", "The wish list has room for 100 products");
            }
            if (catalog.products(List.of(productId)).isEmpty()) {
                throw new ProblemException(HttpStatus.NOT_FOUND, "unknown-product", "There is no such product");
            }
            wishes.add(owner, productId);
        }
        return list(owner);
    }

    /**
     * Takes a product off the wish list; when it is not there, nothing changes.
     *
     * @param productId the product
     * @return the wish list as it is now
     */
    @DeleteMapping("/items/{productId}")
    @Authorize(action = "ChangeWishes", resource = "WishList")
    WishList removeWish(@PathVariable UUID productId) {
        String owner = Caller.current().subject();
        wishes.remove(owner, productId);
        return list(owner);
    }

    /**
     * Moves a wish into the cart: one of it, or as many as are there already. When it is not on the wish list, nothing
     * changes.
     *
     * @param productId the product
     * @return the cart as it is now
     * @throws ProblemException 404 unknown-product when the catalog no longer sells it
     * @throws ProblemException 409 cart-full when the cart has fifty products already
     * @throws ProblemException 409 too-many-pieces when one cart has no room for it
     * @throws ProblemException 409 value-too-high when the goods would cost more than one order may
     */
    @PostMapping("/items/{productId}/move")
    @Authorize(action = "ChangeWishes", resource = "WishList")
    Cart moveWish(@PathVariable UUID productId) {
        String owner = Caller.current().subject();
        authorizer.require("ChangeCart", new ResourceRef("Cart", "own", owner));
        if (!wishes.of(owner).contains(productId)) {
            return filling.of(owner);
        }
        CartLine line = carts.of(owner).get(productId);
        int quantity = line == null ? 1 : line.quantity();
        return filling.put(owner, productId, quantity, price -> wishes.move(owner, productId, quantity, price));
    }

    /** Products that the catalog no longer sells are left out. */
    private WishList list(String owner) {
        List<UUID> ids = wishes.of(owner);
        Map<UUID, Product> products = catalog.products(ids);
        return new WishList(ids.stream()
                .map(products::get)
                .filter(Objects::nonNull)
                .map(Wish::of)
                .toList());
    }

    /**
     * What a person would like to have one day.
     *
     * @param items the products, the newest wish first
     */
    record WishList(List<Wish> items) {}

    /**
     * A product on a wish list.
     *
     * @param productId the product
     * @param name its name
     * @param price for one, now
     */
    record Wish(UUID productId, String name, Money price) {

        static Wish of(Product product) {
            return new Wish(product.id(), product.name(), product.price());
        }
    }
}
