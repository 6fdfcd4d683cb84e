package dev.palisade.cart.order;

import dev.palisade.cart.price.Bill;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order. What was bought, and for how much, never changes; its status does, along the arrows of {@link Status}.
 *
 * @param id its identifier
 * @param owner the person
 * @param status how far it is
 * @param reason why it was cancelled or declined, one word
 * @param items what was bought, at the price of that moment
 * @param bill what it costs
 * @param paymentId the payment, once it is taken
 * @param placedAt when it was placed
 */
record Order(
        OrderId id,
        String owner,
        Status status,
        @Nullable String reason,
        List<OrderItem> items,
        Bill bill,
        @Nullable UUID paymentId,
        Instant placedAt) {

    /** A new order for these items. */
    static Order place(String owner, List<OrderItem> items, Bill bill, Instant now) {
        if (items.isEmpty()) {
            throw new IllegalStateException("An order has at least one item.");
        }
        return new Order(OrderId.random(), owner, Status.PLACED, null, items, bill, null, now);
    }

    /** The stock is held. */
    Order reserved() {
        return to(Status.RESERVED, reason, paymentId);
    }

    /** The money is taken. */
    Order paid(UUID payment) {
        return to(Status.PAID, reason, payment);
    }

    /** The stock is taken for good. */
    Order confirmed() {
        return to(Status.CONFIRMED, reason, paymentId);
    }

    /** The card was declined, and the stock is given back. */
    Order declined(String why) {
        return to(Status.DECLINED, why, paymentId);
    }

    /** Nothing was taken, and nothing will be. */
    Order cancelled(String why) {
        return to(Status.CANCELLED, why, paymentId);
    }

    Map<UUID, Integer> quantities() {
        return items.stream().collect(Collectors.toMap(OrderItem::productId, OrderItem::quantity));
    }

    private Order to(Status next, @Nullable String why, @Nullable UUID payment) {
        if (!status.mayBecome(next)) {
            throw new IllegalStateException("Order " + id + " is " + status + " and cannot become " + next + ".");
        }
        return new Order(id, owner, next, why, items, bill, payment, placedAt);
    }

    /** How far an order is. */
    enum Status {
        PLACED,
        RESERVED,
        PAID,
        CONFIRMED,
        CANCELLED,
        DECLINED;

        boolean mayBecome(Status next) {
            return switch (this) {
                case PLACED -> next == RESERVED || next == CANCELLED;
                case RESERVED -> next == PAID || next == CANCELLED || next == DECLINED;
                case PAID -> next == CONFIRMED;
                case CONFIRMED, CANCELLED, DECLINED -> false;
            };
        }

        boolean isFinal() {
            return this == CONFIRMED || this == CANCELLED || this == DECLINED;
        }
    }
}
