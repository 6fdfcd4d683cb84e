package dev.palisade.local.files;

import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that nobody chose. */
public final class RandomSecret {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 24;
    private static final int KEY_BYTES = 32;

    private RandomSecret() {}

    /** So many random bytes. */
    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A key of 256 bits in Base64. */
    public static String key() {
        return Base64.getEncoder().encodeToString(bytes(KEY_BYTES));
    }

    /** A password for programs: 192 bits as 32 characters that need no escaping anywhere. */
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
    }
}
