package dev.palisade.cart.order;

import dev.palisade.cart.order.Move.Card;
import dev.palisade.platform.money.Money;
import dev.palisade.test.TestService.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The payments as payment-service keeps them, one for each order, and the charges as the card provider does. */
final class Till {

    private final Map<UUID, Payment> payments = new LinkedHashMap<>();
    private final Map<UUID, State> charges = new LinkedHashMap<>();
    private final Map<UUID, Money> taken = new LinkedHashMap<>();
    private final World world;

    Till(World world) {
        this.world = world;
    }

    void begin() {
        payments.clear();
        charges.clear();
        taken.clear();
    }

    /** The money that the provider has, by order. */
    Map<UUID, Money> taken() {
        return taken;
    }

    @Nullable
    Payment of(OrderId order) {
        return payments.get(order.value());
    }

    Response take(UUID order, Money amount, String method) {
        if (method.equals(Card.UNKNOWN.token())) {
            return Response.problem(404, "unknown-payment-method");
        }
        Payment payment = payments.computeIfAbsent(
                order, missing -> new Payment(UUID.randomUUID(), State.PENDING, amount, method));
        if (payment.state != State.VOID && !(amount.equals(payment.amount) && method.equals(payment.method))) {
            return Response.problem(409, "payment-differs");
        }
        State wanted = method.equals(Card.DECLINED.token()) ? State.DECLINED : State.CAPTURED;
        if (payment.state == State.PENDING && !end(order, wanted)) {
            return Response.problem(503, "provider-failed");
        }
        return isIn(State.VOID, order) ? Response.problem(409, "payment-ruled-out") : answer(order);
    }

    Response settle(UUID order) {
        Payment payment =
                payments.computeIfAbsent(order, missing -> new Payment(UUID.randomUUID(), State.VOID, null, null));
        if (payment.state == State.PENDING && !end(order, State.VOID)) {
            return Response.problem(503, "provider-failed");
        }
        return answer(order);
    }

    /** Ends a payment as the provider ends the charge, which it does once. */
    private boolean end(UUID order, State wanted) {
        if (world.provider() == Move.Provider.FAILS) {
            return false;
        }
        Payment payment = payment(order);
        State charge = charges.computeIfAbsent(order, missing -> wanted);
        if (charge == State.CAPTURED && payment.amount != null) {
            taken.put(order, payment.amount);
        }
        if (world.provider() == Move.Provider.FAILS_AFTERWARDS) {
            return false;
        }
        payments.put(order, new Payment(payment.id, charge, payment.amount, payment.method));
        return true;
    }

    private Response answer(UUID order) {
        Payment payment = payment(order);
        return Response.ok("{\"id\":\"%s\",\"status\":\"%s\",\"reason\":%s}"
                .formatted(payment.id, payment.state, isIn(State.DECLINED, order) ? "\"insufficient-funds\"" : "null"));
    }

    private boolean isIn(State state, UUID order) {
        return payment(order).state == state;
    }

    private Payment payment(UUID order) {
        Payment payment = payments.get(order);
        if (payment == null) {
            throw new IllegalStateException("There is no payment of " + order + ".");
        }
        return payment;
    }

    enum State {
        PENDING,
        CAPTURED,
        DECLINED,
        VOID
    }

    /**
     * The payment of an order.
     *
     * @param id its identifier
     * @param state how far it is
     * @param amount how much; none when it was ruled out before it was asked for
     * @param method with which card
     */
    record Payment(
            UUID id,
            State state,
            @Nullable Money amount,
            @Nullable String method) {}
}
