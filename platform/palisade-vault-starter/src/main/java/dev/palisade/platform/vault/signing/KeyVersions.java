package dev.palisade.platform.vault.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.palisade.platform.token.TokenSigningKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The versions of the key, oldest first, and what follows from when they were made: which one signs, and which are
 * published. Nothing else is remembered, so that several authorization servers come to the same result.
 */
record KeyVersions(List<Version> versions) {

    KeyVersions {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("A key has at least one version");
        }
    }

    /** The newest version that has been published for long enough, or the first of all. */
    Version signing(Instant now, TokenSigningProperties properties) {
        Version signing = versions.getFirst();
        for (Version version : versions) {
            if (!now.isBefore(takesOver(version, properties))) {
                signing = version;
            }
        }
        return signing;
    }

    /** All versions but those whose last token has ended. */
    JWKSet published(Instant now, TokenSigningProperties properties) {
        List<JWK> keys = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            boolean needed = i + 1 == versions.size()
                    || now.isBefore(takesOver(versions.get(i + 1), properties).plus(properties.longestTokenLife()));
            if (needed) {
                keys.add(versions.get(i).key());
            }
        }
        return new JWKSet(keys);
    }

    /** When each version signs and verifies. */
    List<TokenSigningKeys.Term> terms(TokenSigningProperties properties) {
        List<TokenSigningKeys.Term> terms = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            terms.add(new TokenSigningKeys.Term(
                    version.id(),
                    i == 0 ? version.made() : takesOver(version, properties), // nothing signs before the first
                    i + 1 == versions.size()
                            ? null
                            : takesOver(versions.get(i + 1), properties).plus(properties.longestTokenLife())));
        }
        return terms;
    }

    /** Whether it is time for another version. */
    boolean isRotationDue(Instant now, TokenSigningProperties properties) {
        return !now.isBefore(versions.getLast().made().plus(properties.rotationPeriod()));
    }

    private Instant takesOver(Version version, TokenSigningProperties properties) {
        return version.made().plus(properties.overlap());
    }

    /**
     * One version.
     *
     * @param number Vault's number for it
     * @param made when Vault made it
     * @param key its public part, whose key id is its thumbprint (RFC 7638)
     */
    record Version(int number, Instant made, RSAKey key) {

        String id() {
            return Objects.requireNonNull(key.getKeyID());
        }
    }
}
