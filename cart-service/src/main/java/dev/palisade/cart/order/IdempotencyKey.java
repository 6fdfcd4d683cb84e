package dev.palisade.cart.order;

import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the caller names one purchase with, so that a repeated request is the same purchase (IETF draft "The
 * Idempotency-Key HTTP Header Field").
 *
 * @param value the name, 1 to 100 visible ASCII characters
 */
record IdempotencyKey(String value) {

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");

    static IdempotencyKey of(@Nullable String header) {
        if (header == null || !FORM.matcher(header).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "The header 'Idempotency-Key' must be there, with 1 to 100 visible ASCII characters.");
        }
        return new IdempotencyKey(header);
    }
}
