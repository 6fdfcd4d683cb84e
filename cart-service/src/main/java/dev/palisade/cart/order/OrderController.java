package dev.palisade.cart.order;

import dev.palisade.cart.payment.Payments;
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

    private final Orders orders;
    private final Checkout checkout;
    private final Authorizer authorizer;

    OrderController(Orders orders, Checkout checkout, Authorizer authorizer) {
        this.orders = orders;
        this.checkout = checkout;
        this.authorizer = authorizer;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "PlaceOrder", resource = "Order")
    OrderView place(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Purchase purchase) {
        String owner = Caller.current().subject();
        return OrderView.of(checkout.buy(
                owner, IdempotencyKey.of(key), purchase.paymentMethod().token()));
    }

    @GetMapping
    @Authorize(action = "ReadOrder", resource = "Order")
    OrderPage list(
            @RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int size) {
        String owner = Caller.current().subject();
        List<OrderView> items =
                orders.page(owner, page, size).stream().map(OrderView::of).toList();
        return new OrderPage(items, page, size, orders.count(owner));
    }

    @GetMapping("/{id}")
    @Authorize(action = "ReadOrder", resource = "Order")
    OrderView read(@PathVariable UUID id) {
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

    record Purchase(@NotNull @Valid PaymentMethod paymentMethod) {}

    record PaymentMethod(
            @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{1,100}")
            String token) {}

    record OrderPage(List<OrderView> items, int page, int size, long total) {}

    record OrderView(
            UUID id,
            Order.Status status,
            List<Order.Item> items,
            Money total,
            @Nullable UUID paymentId,
            Instant placedAt) {

        static OrderView of(Order order) {
            return new OrderView(
                    order.id().value(),
                    order.status(),
                    order.items(),
                    order.total(),
                    order.paymentId(),
                    order.placedAt());
        }
    }
}
