package dev.palisade.platform.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFieldCipherTests {

    private static final String FIRST = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String SECOND = FIRST.replace('A', 'B').replace("B=", "A=");
    private static final Field LAST4 = new Field("payment_method", "pm_1", "last4");

    private final FieldCipher cipher = new KeyFieldCipher(Map.of("k1", FIRST));

    @ParameterizedTest
    @ValueSource(strings = {"", "4242", "Straße ☂ 𝄞"})
    void decryptsWhatItEncrypted(String text) {
        String stored = cipher.encrypt(LAST4, text);

        assertThat(stored).startsWith("k1:");
        assertThat(cipher.decrypt(LAST4, stored)).isEqualTo(text);
        assertThat(cipher.encrypt(LAST4, text)).isNotEqualTo(stored);
    }

    static Stream<Arguments> elsewhere() {
        return Stream.of(
                Arguments.of(new Field("payment_method", "pm_2", "last4")),
                Arguments.of(new Field("payment_method", "pm_1", "provider_token")),
                Arguments.of(new Field("payment", "pm_1", "last4")),
                Arguments.of(new Field("payment_method", "1", "last4pm_")));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void valueOfAnotherPlaceCannotBeRead(Field other) {
        String stored = cipher.encrypt(LAST4, "4242");

        assertThatIllegalStateException()
                .isThrownBy(() -> cipher.decrypt(other, stored))
                .withMessageContaining("cannot be read")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4242", "k1:", "k1:AAAA", "k2:AAAA", "k1:!!!", ":"})
    void valueThatIsNoneCannotBeRead(String stored) {
        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt(LAST4, stored));
    }

    @Test
    void everyChangedByteIsNoticed() {
        String stored = cipher.encrypt(LAST4, "4242");
        byte[] bytes = Base64.getDecoder().decode(stored.substring(3));
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            String changed = "k1:" + Base64.getEncoder().encodeToString(bytes);
            assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt(LAST4, changed));
            bytes[i] ^= 1;
        }
        assertThat(cipher.decrypt(LAST4, "k1:" + Base64.getEncoder().encodeToString(bytes)))
                .isEqualTo("4242");
    }

    @Test
    void aNewKeyEncryptsAndTheOldOneStillDecrypts() {
        FieldCipher rotated = new KeyFieldCipher(Map.of("k1", FIRST, "k2", SECOND));

        assertThat(rotated.encrypt(LAST4, "4242")).startsWith("k2:");
        assertThat(rotated.decrypt(LAST4, cipher.encrypt(LAST4, "4242"))).isEqualTo("4242");
        String newer = rotated.encrypt(LAST4, "4242");
        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt(LAST4, newer));
    }

    @Test
    void keysThatAreNoneAreRefusedWithoutBeingShown() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new KeyFieldCipher(Map.of()))
                .withMessageContaining("palisade.field-keys.<key id> is missing");
        assertThatIllegalStateException()
                .isThrownBy(() -> new KeyFieldCipher(Map.of("k1", "c2hvcnQ=")))
                .withMessage("palisade.field-keys.k1 is not 32 bytes in Base64");
        assertThatIllegalStateException()
                .isThrownBy(() -> new KeyFieldCipher(Map.of("k1", "not base64!")))
                .withMessage("palisade.field-keys.k1 is not 32 bytes in Base64")
                .withNoCause();
    }
}
