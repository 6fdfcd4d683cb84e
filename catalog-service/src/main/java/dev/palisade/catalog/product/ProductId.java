package dev.palisade.catalog.product;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Identifies a product.
 *
 * @param value the identifier
 */
public record ProductId(@JsonValue UUID value) {

    /**
     * Reads an identifier.
     *
     * @throws IllegalArgumentException when it is not a UUID in its usual form (RFC 9562 section 4)
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ProductId of(String text) {
        UUID value = UUID.fromString(text);
        if (!value.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("Not a UUID");
        }
        return new ProductId(value);
    }

    static ProductId random() {
        return new ProductId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
