package dev.palisade.payment.refund;

import dev.palisade.payment.payment.PaymentId;
import dev.palisade.platform.money.Money;
import java.time.Instant;

/**
 * Money that is given back.
 *
 * @param id its identifier
 * @param paymentId the payment that took it
 * @param amount how much
 * @param status how far it is
 * @param createdAt when it was asked for
 */
record Refund(RefundId id, PaymentId paymentId, Money amount, Status status, Instant createdAt) {

    /** How far a refund is. */
    enum Status {
        /** The provider may or may not have been asked. */
        PENDING,
        /** The money is back. */
        REFUNDED
    }

    /** @throws IllegalStateException when it was given before */
    Refund give() {
        if (status != Status.PENDING) {
            throw new IllegalStateException("Refund " + id + " is " + status + " and cannot be given again.");
        }
        return new Refund(id, paymentId, amount, Status.REFUNDED, createdAt);
    }

    boolean isPending() {
        return status == Status.PENDING;
    }
}
