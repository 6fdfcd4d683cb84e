package dev.palisade.auth.person;

import dev.palisade.auth.AuthProperties;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * A hash (HMAC-SHA-256) by which something can be found again without storing it, and that nobody without the key can try
 * values for: a blind index.
 */
@Component
public class KeyedHash {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    /**
     * @throws IllegalStateException when {@code palisade.lookup-key} is not 32 bytes in Base64
     */
    KeyedHash(AuthProperties.Platform platform) {
        this.key = new SecretKeySpec(bytes(platform.lookupKey()), ALGORITHM);
    }

    /** The hash of a text; that of the same text for another purpose is another. */
    public byte[] of(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((purpose.length() + ":" + purpose).getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the key that the exception quotes.
        }
        throw new IllegalStateException("palisade.lookup-key is missing or not 32 bytes in Base64");
    }
}
