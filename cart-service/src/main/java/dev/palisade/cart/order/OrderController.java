package dev.palisade.cart.order;

import dev.palisade.cart.payment.Payments;
import dev.palisade.cart.price.Tax;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.policy.Authorizer;
import dev.palisade.platform.policy.ResourceRef;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's own orders. */
@RestController
@RequestMapping(path = "/api/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderController {

    private static final int MOST_STUCK = 200;

    private final Orders orders;
    private final Checkout checkout;
    private final Authorizer authorizer;
    private final CheckoutProperties properties;

    OrderController(Orders orders, Checkout checkout, Authorizer authorizer, CheckoutProperties properties) {
        this.orders = orders;
        this.checkout = checkout;
        this.authorizer = authorizer;
        this.properties = properties;
    }

    /**
     * Buys what is in the cart, once for each Idempotency-Key. A repeated request gets the same answer; one that was cut
     * off may be sent again and finishes what the first began.
     *
     * @param idempotencyKey what the caller names this purchase with, 1 to 100 visible ASCII characters
     * @param purchase how it is paid
     * @return the confirmed order
     * @throws ProblemException 402 card-declined when the card was declined
     * @throws ProblemException 402 insufficient-funds when the card has not enough funds
     * @throws ProblemException 409 out-of-stock when there is not enough of something
     * @throws ProblemException 409 cart-empty when there is nothing to buy
     * @throws ProblemException 409 unknown-product when something is no longer sold
     * @throws ProblemException 409 price-changed when it costs something else than expected, or than the cart has shown; total
     *     is what it costs now
     * @throws ProblemException 409 too-many-pieces when it is more than one order may have
     * @throws ProblemException 409 value-too-high when the goods cost more than one order may
     * @throws ProblemException 409 order-cancelled when the order was cancelled after an interruption
     * @throws ProblemException 409 order-in-progress when a request with this key is still under way
     * @throws ProblemException 422 idempotency-key-reused when the key belongs to another purchase
     * @throws ProblemException 422 unknown-payment-method when there is no such payment method
     * @throws ProblemException 503 provider-failed when the card provider failed; the same request may be sent again
     * @throws ProblemException 503 unavailable when a part of the shop cannot be reached; the same request may be sent again
     */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "PlaceOrder", resource = "Order")
    OrderView placeOrder(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody @Valid Purchase purchase) {
        String owner = Caller.current().subject();
        return OrderView.of(checkout.buy(
                owner,
                IdempotencyKey.of(idempotencyKey),
                purchase.paymentMethod().token(),
                purchase.expectedTotal()));
    }

    /**
     * Lists the person's orders, newest first.
     *
     * @param page which page, from 0
     * @param size how many on a page
     * @return a page of orders
     */
    @GetMapping
    @Authorize(action = "ReadOrder", resource = "Order")
    OrderPage listOrders(
            @RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int size) {
        String owner = Caller.current().subject();
        List<OrderView> items =
                orders.page(owner, page, size).stream().map(OrderView::of).toList();
        return new OrderPage(items, page, size, orders.count(owner));
    }

    /**
     * Lists orders of all people that should have ended and have not, the oldest first. Whose they are is not said.
     *
     * @return the oldest 200
     */
    @GetMapping("/stuck")
    @Authorize(action = "ReadStuckOrders", resource = "Order")
    StuckOrders listStuckOrders() {
        return new StuckOrders(orders.stuck(properties.stuckAfter(), MOST_STUCK));
    }

    /**
     * Reads one of the person's orders.
     *
     * @param id the order
     * @return the order
     * @throws ProblemException 404 not-found when the person has no such order
     */
    @GetMapping("/{id}")
    @Authorize(action = "ReadOrder", resource = "Order")
    OrderView readOrder(@PathVariable UUID id) {
        Order order = orders.byId(new OrderId(id))
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such order."));
        authorizer.require("ReadOrder", new ResourceRef("Order", order.id().toString(), order.owner()));
        return OrderView.of(order);
    }

    /** The order stays as it is, and the same request may be sent again. */
    @ExceptionHandler
    ErrorResponse providerFailed(Payments.ProviderFailedException e) {
        return ErrorResponse.builder(
                        e,
                        new ProblemException(
                                        HttpStatus.SERVICE_UNAVAILABLE,
                                        "provider-failed",
                                        "The card provider did not answer as it should: try again")
                                .getBody())
                .header("Retry-After", "1")
                .build();
    }

    /**
     * How a purchase is paid.
     *
     * @param paymentMethod the card
     * @param expectedTotal what the person was told that it costs; when it is left out, every price must still be the one that
     *     the cart showed when its line was last changed
     */
    record Purchase(
            @NotNull @Valid PaymentMethod paymentMethod,
            @Positive @Nullable Money expectedTotal) {}

    /**
     * A card that the person has given before.
     *
     * @param token what payment-service calls it
     */
    record PaymentMethod(
            @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{1,100}")
            String token) {}

    /**
     * A page of orders.
     *
     * @param items the orders
     * @param page which page, from 0
     * @param size how many on a page
     * @param total how many there are in all
     */
    record OrderPage(List<OrderView> items, int page, int size, long total) {}

    /**
     * Orders that should have ended.
     *
     * @param items the orders, the oldest first
     */
    record StuckOrders(List<Orders.Stuck> items) {}

    /**
     * An order.
     *
     * @param id its identifier
     * @param status how far it is
     * @param items what was bought, at the prices of that moment
     * @param goods what the items cost together
     * @param shipping what the delivery costs
     * @param tax the value-added tax that the total contains
     * @param total what it costs: the goods and the delivery
     * @param paymentId the payment, once it is taken
     * @param placedAt when it was placed
     */
    record OrderView(
            UUID id,
            Order.Status status,
            List<OrderItem> items,
            Money goods,
            Money shipping,
            Tax tax,
            Money total,
            @Nullable UUID paymentId,
            Instant placedAt) {

        static OrderView of(Order order) {
            return new OrderView(
                    order.id().value(),
                    order.status(),
                    order.items(),
                    order.bill().goods(),
                    order.bill().shipping(),
                    order.bill().tax(),
                    order.bill().total(),
                    order.paymentId(),
                    order.placedAt());
        }
    }
}
