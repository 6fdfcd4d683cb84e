package dev.palisade.platform.vault.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.palisade.platform.token.TokenSigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which version signs and which are published, by nothing but when they were made. */
class KeyVersionsTests {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = FIRST.plus(Duration.ofDays(30));
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final TokenSigningProperties RULES =
            new TokenSigningProperties(Duration.ofDays(30), OVERLAP, Duration.ofMinutes(30));

    private final KeyVersions versions = new KeyVersions(List.of(version(1, FIRST), version(2, SECOND)));

    @Test
    void firstWhenItIsAloneThenSignsAtOnce() {
        KeyVersions alone = new KeyVersions(List.of(version(1, FIRST)));
        assertThat(alone.signing(FIRST, RULES).number()).isEqualTo(1);
    }

    @Test
    void newestWhenPublishedForLessThanTheOverlapThenDoesNotSignYet() {
        assertThat(published(SECOND)).containsExactly("1", "2");
        assertThat(versions.signing(SECOND.plus(OVERLAP).minusMillis(1), RULES).number())
                .isEqualTo(1);
        assertThat(versions.signing(SECOND.plus(OVERLAP), RULES).number()).isEqualTo(2);
    }

    @Test
    void oldOneWhenItsLastTokenMayLiveThenIsPublished() {
        Instant lastTokenEnds = SECOND.plus(OVERLAP).plus(Duration.ofMinutes(30));
        assertThat(published(lastTokenEnds.minusMillis(1))).containsExactly("1", "2");
        assertThat(published(lastTokenEnds)).containsExactly("2");
    }

    @Test
    void termsWhenThereAreTwoThenOneFollowsTheOther() {
        Instant takesOver = SECOND.plus(OVERLAP);
        assertThat(versions.terms(RULES))
                .containsExactly(
                        new TokenSigningKeys.Term("1", FIRST, takesOver.plus(Duration.ofMinutes(30))),
                        new TokenSigningKeys.Term("2", takesOver, null));
    }

    @Test
    void signingWhenAnyTimeThenIsPublished() {
        for (Instant now = FIRST; now.isBefore(SECOND.plus(Duration.ofDays(2))); now = now.plusSeconds(300)) {
            assertThat(published(now)).contains(versions.signing(now, RULES).id());
        }
    }

    @Test
    void rotationWhenNewestIsOldEnoughThenDue() {
        assertThat(versions.isRotationDue(SECOND.plus(Duration.ofDays(30)).minusMillis(1), RULES))
                .isFalse();
        assertThat(versions.isRotationDue(SECOND.plus(Duration.ofDays(30)), RULES))
                .isTrue();
    }

    @Test
    void rulesWhenVerifiersWouldNotKnowTheKeyInTimeThenRefused() {
        assertThatCode(() -> RULES.requireLongerThan(Duration.ofMinutes(5))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RULES.requireLongerThan(Duration.ofMinutes(8)))
                .withMessageContaining("palisade.token.key-cache");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenSigningProperties(
                        Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofMinutes(30)))
                .withMessageContaining("rotation-period");
    }

    private List<String> published(Instant now) {
        return versions.published(now, RULES).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    private static KeyVersions.Version version(int number, Instant made) {
        try {
            return new KeyVersions.Version(
                    number,
                    made,
                    new RSAKeyGenerator(2048).keyID(String.valueOf(number)).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
