package dev.palisade.platform.fields;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts with keys that this process holds. All of them decrypt, the one whose id is last in order encrypts; the id
 * stands before the stored value.
 */
final class KeyFieldCipher implements FieldCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TreeMap<String, SecretKeySpec> keys = new TreeMap<>();

    /**
     * @param keys 32 bytes each in Base64, by id
     * @throws IllegalStateException when there is none, or one is no such key
     */
    KeyFieldCipher(Map<String, String> keys) {
        keys.forEach((id, key) -> this.keys.put(id, key(id, key)));
        if (this.keys.isEmpty()) {
            throw new IllegalStateException(
                    "There is no key to encrypt fields with: palisade.field-keys.<key id> is missing");
        }
    }

    @Override
    public String encrypt(Field field, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.lastEntry().getValue(), nonce, field);
            byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] stored = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return keys.lastKey() + ":" + Base64.getEncoder().encodeToString(stored);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "A value of " + field.table() + "." + field.column() + " cannot be encrypted", e);
        }
    }

    @Override
    public String decrypt(Field field, String stored) {
        int colon = stored.indexOf(':');
        SecretKeySpec key = colon < 0 ? null : keys.get(stored.substring(0, colon));
        if (key == null) {
            throw unreadable(field);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(colon + 1)));
            byte[] nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            byte[] sealed = new byte[bytes.remaining()];
            bytes.get(sealed);
            return new String(cipher(Cipher.DECRYPT_MODE, key, nonce, field).doFinal(sealed), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause may tell how far the value is right, so it is left behind.
            throw unreadable(field);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, Field field)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(field.bytes());
        return cipher;
    }

    private static IllegalStateException unreadable(Field field) {
        return new IllegalStateException(
                "The stored value of " + field.table() + "." + field.column() + " cannot be read");
    }

    private static SecretKeySpec key(String id, String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == KEY_BYTES) {
                return new SecretKeySpec(key, "AES");
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the key that the exception quotes.
        }
        throw new IllegalStateException("palisade.field-keys." + id + " is not 32 bytes in Base64");
    }
}
