package dev.palisade.payment.provider;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;

/** Who issued a card. */
public enum Brand {
    VISA("4.*"),
    MASTERCARD("(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720).*"),
    AMEX("3[47].*"),
    OTHER(".*");

    private final Pattern prefix;

    Brand(String prefix) {
        this.prefix = Pattern.compile(prefix);
    }

    static Brand of(String digits) {
        for (Brand brand : values()) {
            if (brand.prefix.matcher(digits).matches()) {
                return brand;
            }
        }
        return OTHER;
    }

    /** The name in small letters, as it is written in JSON and in the database. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The brand of this name. */
    public static Brand named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
