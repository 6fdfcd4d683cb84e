package dev.palisade.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment that its card's holder does not recognise. Its money is held back until it is decided.
 *
 * @param id our name for it
 * @param payment our name for the payment
 * @param paymentReference the merchant's name for the payment
 * @param amount in minor units
 * @param currency the payment's
 * @param status {@code open}, {@code won} by the merchant or {@code lost}
 * @param created when it was opened
 * @param closed when it was decided
 */
record Dispute(
        String id,
        String payment,
        String paymentReference,
        long amount,
        String currency,
        String status,
        Instant created,
        @Nullable Instant closed) {

    static Dispute open(Payment payment, Instant now) {
        return new Dispute(
                Card.newId("dis"),
                payment.id(),
                payment.reference(),
                payment.amount(),
                payment.currency(),
                "open",
                now,
                null);
    }

    /** @throws ApiException when it was decided before */
    Dispute close(boolean won, Instant now) {
        if (!status.equals("open")) {
            throw new ApiException(409, "dispute_closed", "This dispute is decided.");
        }
        return new Dispute(id, payment, paymentReference, amount, currency, won ? "won" : "lost", created, now);
    }
}
