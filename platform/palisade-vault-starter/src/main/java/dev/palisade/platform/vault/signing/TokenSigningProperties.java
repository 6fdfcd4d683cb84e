package dev.palisade.platform.vault.signing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the key that signs tokens is replaced.
 *
 * @param rotationPeriod how old the newest version of the key becomes before there is another
 * @param overlap how long a new version is published before it signs
 * @param longestTokenLife how long a version is published after its successor took over
 */
@ConfigurationProperties("palisade.token-signing")
record TokenSigningProperties(
        @DefaultValue("30d") Duration rotationPeriod,
        @DefaultValue("10m") Duration overlap,
        @DefaultValue("30m") Duration longestTokenLife) {

    /** @throws IllegalArgumentException when a version would be replaced before it signed */
    TokenSigningProperties {
        if (overlap.isNegative() || overlap.isZero() || rotationPeriod.compareTo(overlap.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("palisade.token-signing.rotation-period (" + rotationPeriod
                    + ") must be at least twice palisade.token-signing.overlap (" + overlap + ")");
        }
    }

    /** How often the versions are looked at. */
    Duration lookAgain() {
        return overlap.dividedBy(4);
    }

    /**
     * Checks that every verifier knows a version before it signs: it is seen here after a quarter of the overlap at the
     * latest, and there when the cache has ended.
     *
     * @throws IllegalArgumentException when it does not fit
     */
    void requireLongerThan(Duration keyCache) {
        if (overlap.compareTo(keyCache.plus(lookAgain())) < 0) {
            throw new IllegalArgumentException("palisade.token-signing.overlap (" + overlap
                    + ") must be at least four thirds of palisade.token.key-cache (" + keyCache
                    + "), or verifiers would meet tokens by a key that they do not know yet");
        }
    }
}
