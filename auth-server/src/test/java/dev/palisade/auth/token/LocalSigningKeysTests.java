package dev.palisade.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.palisade.test.TestIssuer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A planned rotation where the keys are properties, on a clock that the test moves. */
class LocalSigningKeysTests {

    private static final Instant DAY = Instant.parse("2026-12-01T00:00:00Z");

    private Instant now = DAY.minus(Duration.ofDays(1));
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.system().withZone(zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @Test
    void rotationWhenPlannedThenPublishedBeforeItSignsAndKeptUntilTheLastTokenHasEnded() {
        LocalSigningKeys keys = LocalSigningKeys.from(Map.of("k20261101", pem(), "k20261201", pem()), clock);
        assertState(keys, "k20261101", "k20261101", "k20261201");

        now = DAY.plus(Duration.ofMinutes(9)); // whoever read the keys a moment before it was added knows it by now
        assertState(keys, "k20261101", "k20261101", "k20261201");

        now = DAY.plus(Duration.ofMinutes(10));
        assertState(keys, "k20261201", "k20261101", "k20261201");

        now = DAY.plus(Duration.ofMinutes(39)); // an ID token of the old key may be a minute from its end
        assertState(keys, "k20261201", "k20261101", "k20261201");

        now = DAY.plus(Duration.ofMinutes(40));
        assertState(keys, "k20261201", "k20261201");
    }

    @Test
    void statesWhenARotationIsPlannedThenEachKeyWithItsTime() {
        KeyStates states =
                new KeyStates(LocalSigningKeys.from(Map.of("k20261101", pem(), "k20261201", pem()), clock), clock);
        assertThat(states.all())
                .extracting(key -> key.id() + " " + key.state())
                .containsExactly("k20261101 signs", "k20261201 will sign");
        now = DAY.plus(Duration.ofMinutes(10));
        assertThat(states.all())
                .extracting(key -> key.id() + " " + key.state())
                .containsExactly("k20261101 verifies", "k20261201 signs");
        now = DAY.plus(Duration.ofMinutes(40));
        assertThat(states.all().getFirst())
                .isEqualTo(new KeyStates.KeyState(
                        "k20261101", "–", "retired", Instant.parse("2026-11-01T00:00:00Z"), now));
        assertThat(states.all().getLast().since()).isEqualTo(DAY.plus(Duration.ofMinutes(10)));
        assertThat(states.all().getLast().until()).isNull();
        assertThat(states.all().getLast().algorithm()).isEqualTo("PS256, RSA 2048 bits");
    }

    @Test
    void statesWhenKeysHaveNoDayThenNoTime() {
        assertThat(new KeyStates(LocalSigningKeys.from(Map.of("b", pem(), "a", pem()), clock), clock).all())
                .allMatch(key -> key.since() == null && key.until() == null)
                .extracting(KeyStates.KeyState::state)
                .containsExactly("verifies", "signs");
    }

    @Test
    void startWhenTheOnlyKeyIsOfTodayThenItSignsAtOnce() {
        now = DAY.plus(Duration.ofMinutes(1));
        assertState(LocalSigningKeys.from(Map.of("k20261201", pem()), clock), "k20261201", "k20261201");
    }

    @Test
    void startWhenKeysHaveNoDayThenAllArePublishedAndTheLastSigns() {
        assertState(LocalSigningKeys.from(Map.of("b", pem(), "a", pem()), clock), "b", "a", "b");
    }

    @Test
    void startWhenDayDoesNotExistThenSaysSo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LocalSigningKeys.from(Map.of("k20261399", pem()), clock))
                .withMessage("palisade.signing-keys.k20261399 names no day");
    }

    @Test
    void keysWhenPublishedThenHoldNoPrivatePart() {
        assertThat(LocalSigningKeys.from(Map.of("k1", pem()), clock).published().getKeys())
                .noneMatch(JWK::isPrivate);
    }

    private static void assertState(LocalSigningKeys keys, String signing, String... published) {
        assertThat(keys.current().id()).isEqualTo(signing);
        List<String> ids =
                keys.published().getKeys().stream().map(JWK::getKeyID).toList();
        assertThat(ids).containsExactly(published);
    }

    private static String pem() {
        try {
            byte[] key = TestIssuer.newKey("any").toPrivateKey().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
