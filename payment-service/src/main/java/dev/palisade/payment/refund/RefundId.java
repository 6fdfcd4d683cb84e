package dev.palisade.payment.refund;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Identifies a refund.
 *
 * @param value the identifier
 */
record RefundId(@JsonValue UUID value) {

    static RefundId random() {
        return new RefundId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
