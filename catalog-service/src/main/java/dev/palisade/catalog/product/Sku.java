package dev.palisade.catalog.product;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The shop's own number of a product, which it keeps for life.
 *
 * @param value groups of capital letters and digits, joined by hyphens
 */
public record Sku(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("(?=.{1,32}$)[A-Z0-9]+(-[A-Z0-9]+)*");

    /** @throws IllegalArgumentException when it has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sku {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a stock number");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
