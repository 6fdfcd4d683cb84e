package dev.palisade.cart.cart;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person's own cart. Whose it is comes from the token and from nowhere else. */
@RestController
@RequestMapping(path = "/api/cart", produces = MediaType.APPLICATION_JSON_VALUE)
class CartController {

    private final Carts carts;
    private final CartFilling filling;

    CartController(Carts carts, CartFilling filling) {
        this.carts = carts;
        this.filling = filling;
    }

    /**
     * Reads the person's cart, at the prices that the catalog has now.
     *
     * @return the cart
     */
    @GetMapping
    @Authorize(action = "ReadCart", resource = "Cart")
    Cart readCart() {
        return filling.of(Caller.current().subject());
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
        return filling.put(
                owner, productId, change.quantity(), price -> carts.put(owner, productId, change.quantity(), price));
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
        return filling.of(owner);
    }

    /**
     * Adds a visitor's cart to the person's and deletes it. When there is no such cart, or none any more, nothing changes:
     * the same request may be sent again.
     *
     * @param guestCart what creating the visitor's cart has answered
     * @return the cart as it is now, and what there was no room for
     */
    @PostMapping("/merge")
    @Authorize(action = "ChangeCart", resource = "Cart")
    MergedCart mergeGuestCart(@RequestHeader(GuestCartId.HEADER) @Pattern(regexp = GuestCartId.FORM) String guestCart) {
        return filling.merge(Caller.current().subject(), new GuestCartId(guestCart).owner());
    }

    /**
     * A change of a line.
     *
     * @param quantity how many there shall be
     */
    record CartItemChange(
            @Min(1) @Max(CartFilling.MOST_OF_ONE) int quantity) {}
}
