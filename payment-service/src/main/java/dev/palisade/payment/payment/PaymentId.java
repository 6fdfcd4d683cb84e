package dev.palisade.payment.payment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/**
 * Identifies a payment.
 *
 * @param value the identifier
 */
public record PaymentId(@JsonValue UUID value) {

    /**
     * Reads an identifier.
     *
     * @throws IllegalArgumentException when it is not a UUID in its usual form (RFC 9562 section 4)
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PaymentId of(String text) {
        UUID value = UUID.fromString(text);
        if (!value.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("Not a UUID");
        }
        return new PaymentId(value);
    }

    /** The same of what may be none. */
    public static Optional<PaymentId> parse(String text) {
        try {
            return Optional.of(of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static PaymentId random() {
        return new PaymentId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
