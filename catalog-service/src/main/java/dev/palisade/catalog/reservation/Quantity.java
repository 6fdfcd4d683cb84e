package dev.palisade.catalog.reservation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How many of a product.
 *
 * @param value from 1 to 1000
 */
record Quantity(@JsonValue int value) {

    private static final int MOST = 1000;

    /** @throws IllegalArgumentException when it is less than one or unreasonably many */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Quantity {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException("Not a quantity");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
