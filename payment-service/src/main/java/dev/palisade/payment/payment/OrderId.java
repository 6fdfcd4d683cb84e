package dev.palisade.payment.payment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Identifies an order of the cart service, which chose it.
 *
 * @param value the identifier
 */
public record OrderId(@JsonValue UUID value) {

    /**
     * Reads an identifier.
     *
     * @throws IllegalArgumentException when it is not a UUID in its usual form (RFC 9562 section 4)
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static OrderId of(String text) {
        UUID value = UUID.fromString(text);
        if (!value.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("Not a UUID");
        }
        return new OrderId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
