package dev.palisade.verify.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was made up.
 *
 * @param number its number, by which the seed makes the same again
 * @param operation what it asks for
 * @param kind how far it is from what the contract allows
 * @param straight whether it goes straight to the service and not through the gateway
 * @param token whether it carries the token that the operation needs
 * @param target path and query
 * @param headers its header fields
 * @param body its body; null when it has none
 * @param wrong in what its body breaks the contract; empty when it does not, or when nobody can say
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record Shot(
        int number,
        Operation operation,
        Kind kind,
        boolean straight,
        boolean token,
        String target,
        List<Field> headers,
        byte @Nullable [] body,
        String wrong) {

    private static final int SHOWN = 160;

    /** How far a request is from what the contract allows. */
    enum Kind {
        VALID,
        NEAR,
        WILD
    }

    /**
     * A header field.
     *
     * @param name its name
     * @param value its value
     */
    record Field(String name, String value) {}

    /** What was sent, as a line that fits on a screen. */
    String line() {
        StringBuilder line = new StringBuilder("#%d %s %s%s"
                .formatted(number, operation.method(), cut(target), straight ? " at " + operation.service() : ""));
        headers.forEach(
                field -> line.append(", ").append(field.name()).append(": ").append(cut(field.value())));
        if (body != null) {
            line.append(", ").append(body.length).append(" bytes: ").append(cut(printable(body)));
        }
        return line.toString();
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static String printable(byte[] body) {
        return new String(body, 0, Math.min(body.length, 4 * SHOWN), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Co}\\p{Cn}\uFFFD]", "·");
    }
}
