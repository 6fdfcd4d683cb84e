package dev.palisade.cart.cart;

import dev.palisade.cart.cart.CartController.CartItemChange;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.rows.RowSubject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The cart of a visitor who has not signed in. Whose it is shows what the header {@code Guest-Cart} holds. */
@RestController
@RequestMapping(path = "/api/guest-cart", produces = MediaType.APPLICATION_JSON_VALUE)
class GuestCartController {

    private final GuestCarts guests;
    private final CartFilling filling;

    GuestCartController(GuestCarts guests, CartFilling filling) {
        this.guests = guests;
        this.filling = filling;
    }

    /**
     * Creates an empty cart for a visitor.
     *
     * @return what the visitor names the cart with, and proves that it is theirs
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "ChangeGuestCart", resource = "GuestCart")
    GuestCart createGuestCart() {
        GuestCartId id = GuestCartId.random();
        return as(id, owner -> {
            guests.create(owner);
            return new GuestCart(id.value());
        });
    }

    /**
     * Reads a visitor's cart, at the prices that the catalog has now.
     *
     * @param guestCart what creating the cart has answered
     * @return the cart
     * @throws ProblemException 404 not-found when there is no such cart, or none any more
     */
    @GetMapping
    @Authorize(action = "ReadGuestCart", resource = "GuestCart")
    Cart readGuestCart(@RequestHeader(GuestCartId.HEADER) @Pattern(regexp = GuestCartId.FORM) String guestCart) {
        return as(new GuestCartId(guestCart), owner -> {
            guests.require(owner);
            return filling.of(owner);
        });
    }

    /**
     * Puts a product into a visitor's cart, or changes how many of it.
     *
     * @param guestCart what creating the cart has answered
     * @param productId the product
     * @param change how many there shall be
     * @return the cart as it is now
     * @throws ProblemException 404 not-found when there is no such cart, or none any more
     * @throws ProblemException 404 unknown-product when the catalog does not sell it
     * @throws ProblemException 409 cart-full when the cart has fifty products already
     * @throws ProblemException 409 too-many-pieces when one cart has no room for so many
     * @throws ProblemException 409 value-too-high when the goods would cost more than one order may
     */
    @PutMapping(path = "/items/{productId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Authorize(action = "ChangeGuestCart", resource = "GuestCart")
    Cart putGuestCartItem(
            @RequestHeader(GuestCartId.HEADER) @Pattern(regexp = GuestCartId.FORM) String guestCart,
            @PathVariable UUID productId,
            @RequestBody @Valid CartItemChange change) {
        return as(new GuestCartId(guestCart), owner -> {
            guests.require(owner);
            return filling.put(
                    owner,
                    productId,
                    change.quantity(),
                    price -> guests.put(owner, productId, change.quantity(), price));
        });
    }

    /**
     * Takes a product out of a visitor's cart; when it is not there, nothing changes.
     *
     * @param guestCart what creating the cart has answered
     * @param productId the product
     * @return the cart as it is now
     * @throws ProblemException 404 not-found when there is no such cart, or none any more
     */
    @DeleteMapping("/items/{productId}")
    @Authorize(action = "ChangeGuestCart", resource = "GuestCart")
    Cart removeGuestCartItem(
            @RequestHeader(GuestCartId.HEADER) @Pattern(regexp = GuestCartId.FORM) String guestCart,
            @PathVariable UUID productId) {
        return as(new GuestCartId(guestCart), owner -> {
            guests.remove(owner, productId);
            return filling.of(owner);
        });
    }

    /** Transactions begun inside see the rows of this cart and no others. */
    private static <T> T as(GuestCartId id, Function<String, T> work) {
        String owner = id.owner();
        return RowSubject.runAs(owner, () -> work.apply(owner));
    }

    /**
     * A new cart of a visitor.
     *
     * @param id what to send in the header {@code Guest-Cart}; a secret, which is said once
     */
    record GuestCart(String id) {

        /** Without the secret, so that none gets into a log. */
        @Override
        public String toString() {
            return "GuestCart";
        }
    }
}
