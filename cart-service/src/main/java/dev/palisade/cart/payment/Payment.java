package dev.palisade.cart.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order's payment.
 *
 * @param id its identifier; {@code null} when none was taken
 * @param status what became of it
 * @param reason why it was declined, one word
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Payment(
        @Nullable UUID id, Status status, @Nullable String reason) {

    /** What can become of a payment. */
    public enum Status {
        CAPTURED,
        DECLINED,
        VOID
    }
}
