package dev.palisade.local;

import java.time.Duration;

/**
 * How often Vault's secrets change.
 *
 * @param credentialsLifetime how long a database user lives
 * @param signingKeyPeriod how long a key signs tokens before the next one does
 * @param signingKeyOverlap how long a key is published before it signs
 */
public record VaultOptions(Duration credentialsLifetime, Duration signingKeyPeriod, Duration signingKeyOverlap) {

    /** Database users for an hour, signing keys for thirty days. */
    public static final VaultOptions USUAL =
            new VaultOptions(Duration.ofHours(1), Duration.ofDays(30), Duration.ofMinutes(10));
}
