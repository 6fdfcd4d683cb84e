package dev.palisade.gateway.session;

import dev.palisade.platform.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What a cookie opens: the name of its row, and the key of what is in it. Both are derived from the cookie's 256 random
 * bits, and neither tells anything about the other.
 */
final class SessionSeal {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] hash;
    private final SecretKey key;

    private SessionSeal(byte[] hash, SecretKey key) {
        this.hash = hash;
        this.key = key;
    }

    static SessionSeal of(String cookie) {
        byte[] secret = cookie.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = Sha256.of(secret);
            SecretKey key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .thenExpand(
                                            "palisade browser session".getBytes(StandardCharsets.UTF_8), KEY_BYTES));
            return new SessionSeal(hash, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of the row. */
    byte[] hash() {
        return hash.clone();
    }

    byte[] close(byte[] content) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A session cannot be sealed", e);
        }
    }

    /** @throws GeneralSecurityException when it was changed, or belongs to another session */
    byte[] open(byte[] stored) throws GeneralSecurityException {
        if (stored.length < NONCE_BYTES) {
            throw new GeneralSecurityException("Too short");
        }
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(hash);
        return cipher;
    }
}
