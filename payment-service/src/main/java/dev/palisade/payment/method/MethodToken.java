package dev.palisade.payment.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Our name for a person's card. Only its owner can pay with it.
 *
 * @param value up to 100 visible characters
 */
public record MethodToken(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException when it cannot be one of ours */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MethodToken {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a payment method");
        }
    }

    static MethodToken random() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return new MethodToken("pm_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
