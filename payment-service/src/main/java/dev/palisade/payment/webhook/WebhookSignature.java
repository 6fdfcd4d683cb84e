package dev.palisade.payment.webhook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a webhook, in the form that Stripe uses: {@code t=<seconds>,v1=<hex>}, where each {@code v1} is
 * HMAC-SHA256 of {@code <seconds>.<body>} with one of the secrets, of which there are two while one replaces the other.
 *
 * @param seconds when it was signed, in seconds since 1970
 * @param values what was signed, once for each secret of the sender
 */
record WebhookSignature(long seconds, List<byte[]> values) {

    /** How far the clocks of both may be apart, and for how long a copy can be sent again. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final int LONGEST = 1000;

    /** Reads the header; {@code null} when it has another form. */
    static @Nullable WebhookSignature of(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return null;
        }
        Long seconds = null;
        List<byte[]> values = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            if (part.matches("t=[0-9]{1,12}") && seconds == null) {
                seconds = Long.valueOf(part.substring(2));
            } else if (part.matches("v1=[0-9a-f]{64}")) {
                values.add(HexFormat.of().parseHex(part.substring(3)));
            } else if (!part.matches("v[0-9]+=[0-9a-f]*")) {
                return null;
            }
        }
        return seconds == null || values.isEmpty() ? null : new WebhookSignature(seconds, values);
    }

    boolean isTimely(Instant now) {
        return Duration.between(Instant.ofEpochSecond(seconds), now).abs().compareTo(TOLERANCE) <= 0;
    }

    /** Whether one of these secrets has signed the body. */
    boolean isOf(byte[] body, List<String> secrets) {
        boolean found = false;
        for (String secret : secrets) {
            byte[] expected = mac(secret, body);
            for (byte[] value : values) {
                found |= MessageDigest.isEqual(expected, value);
            }
        }
        return found;
    }

    private byte[] mac(String secret, byte[] body) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((seconds + ".").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(body);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(signed.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HMAC-SHA256", e);
        }
    }
}
