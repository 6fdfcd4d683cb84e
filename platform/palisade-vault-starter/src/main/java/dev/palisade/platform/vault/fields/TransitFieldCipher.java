package dev.palisade.platform.vault.fields;

import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.VaultProblem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Encrypts in Vault's transit engine, so that the key is never here: a key derived for each row, and the column bound as
 * additional data.
 */
final class TransitFieldCipher implements FieldCipher {

    private final Vault vault;
    private final String key;

    TransitFieldCipher(Vault vault, String service) {
        this.vault = vault;
        this.key = service + "-fields";
    }

    @Override
    public String encrypt(Field field, String text) {
        return vault.write(
                        "transit/encrypt/" + key,
                        Map.of(
                                "plaintext", base64(text.getBytes(StandardCharsets.UTF_8)),
                                "context", base64(field.row().getBytes(StandardCharsets.UTF_8)),
                                "associated_data", base64(field.bytes())))
                .text("ciphertext");
    }

    @Override
    public String decrypt(Field field, String stored) {
        try {
            String text = vault.write(
                            "transit/decrypt/" + key,
                            Map.of(
                                    "ciphertext", stored,
                                    "context", base64(field.row().getBytes(StandardCharsets.UTF_8)),
                                    "associated_data", base64(field.bytes())))
                    .text("plaintext");
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (VaultProblem e) {
            if (e.reason() != VaultProblem.Reason.REFUSED) {
                throw e;
            }
            throw new IllegalStateException(
                    "The stored value of " + field.table() + "." + field.column() + " cannot be read", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
