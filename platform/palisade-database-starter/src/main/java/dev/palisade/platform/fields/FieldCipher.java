package dev.palisade.platform.fields;

/**
 * Encrypts personal and payment data by field (AES-256-GCM), bound to its table, row and column. Who reads the database,
 * its log or its backup reads nothing of it.
 */
public interface FieldCipher {

    /** The text as it is to be stored; another one each time. */
    String encrypt(Field field, String text);

    /**
     * The text that was encrypted for this field.
     *
     * @throws IllegalStateException when it was changed, belongs to another field, or its key is gone
     */
    String decrypt(Field field, String stored);
}
