package dev.palisade.catalog.reservation;

import dev.palisade.catalog.product.ProductId;
import dev.palisade.platform.problem.ProblemException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * Stock set aside for an order.
 *
 * @param orderId the order
 * @param owner the person who ordered; empty when it was released before it was made
 * @param status how far it is
 * @param items what was set aside
 */
record Reservation(OrderId orderId, String owner, Status status, Map<ProductId, Quantity> items) {

    /**
     * How far a reservation is: it is made, held while it is paid for, and then either confirmed or released, for good. One
     * that is not held in time is released.
     */
    enum Status {
        RESERVED,
        HELD,
        CONFIRMED,
        RELEASED
    }

    /** @throws ProblemException when the same order asked for something else before, or was given up */
    void requireSame(String sameOwner, Map<ProductId, Quantity> sameItems) {
        if (status == Status.RELEASED) {
            throw alreadyReleased();
        }
        if (!owner.equals(sameOwner) || !items.equals(sameItems)) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "reservation-differs", "This order has reserved something else");
        }
    }

    /** @throws ProblemException when it was released */
    Reservation hold() {
        if (status == Status.RELEASED) {
            throw alreadyReleased();
        }
        return status == Status.CONFIRMED ? this : new Reservation(orderId, owner, Status.HELD, items);
    }

    /** @throws ProblemException when it was released */
    Reservation confirm() {
        if (status == Status.RELEASED) {
            throw alreadyReleased();
        }
        return new Reservation(orderId, owner, Status.CONFIRMED, items);
    }

    /** @throws ProblemException when it was confirmed */
    Reservation release() {
        if (status == Status.CONFIRMED) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "reservation-confirmed", "This order's reservation is confirmed already");
        }
        return new Reservation(orderId, owner, Status.RELEASED, items);
    }

    private static ProblemException alreadyReleased() {
        return new ProblemException(
                HttpStatus.CONFLICT, "reservation-released", "This order's reservation was given up");
    }
}
