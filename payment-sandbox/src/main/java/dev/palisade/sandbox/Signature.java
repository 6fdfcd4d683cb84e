package dev.palisade.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves who sent a webhook, and when: {@code t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hex>}, with a
 * {@code v1} for each secret while one is being replaced by another. It is how Stripe signs.
 */
final class Signature {

    static final String HEADER = "Sandbox-Signature";

    private Signature() {}

    static String of(String body, Instant now, List<String> secrets) {
        long seconds = now.getEpochSecond();
        return "t=" + seconds
                + secrets.stream()
                        .map(secret -> ",v1=" + mac(secret, seconds + "." + body))
                        .collect(Collectors.joining());
    }

    private static String mac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HMAC-SHA256", e);
        }
    }
}
