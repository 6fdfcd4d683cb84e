package dev.palisade.cart.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Identifies an order.
 *
 * @param value the identifier
 */
record OrderId(@JsonValue UUID value) {

    @JsonCreator
    OrderId {}

    static OrderId random() {
        return new OrderId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
