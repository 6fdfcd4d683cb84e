package dev.palisade.local;

import java.time.Duration;
import java.util.Optional;

/**
 * What may differ from one start to the next.
 *
 * @param tracing whether to start Zipkin
 * @param certificateLifetime how long the workloads' certificates are valid
 * @param fastStarts whether to prepare a new build for starting fast, which takes longer than it saves the first time
 * @param vault how Vault is to rotate what it holds; empty to start without Vault, on files
 */
public record UpOptions(
        boolean tracing, Duration certificateLifetime, boolean fastStarts, Optional<VaultOptions> vault) {

    /** With Zipkin, certificates for a day, and fast starts. */
    public static final UpOptions USUAL = new UpOptions(true, Duration.ofHours(24), true, Optional.empty());

    /** Without Vault. */
    public UpOptions(boolean tracing, Duration certificateLifetime, boolean fastStarts) {
        this(tracing, certificateLifetime, fastStarts, Optional.empty());
    }

    public UpOptions {
        if (certificateLifetime.compareTo(Duration.ofSeconds(10)) < 0
                || certificateLifetime.compareTo(Duration.ofHours(24)) > 0) {
            throw new PlatformException(
                    "A certificate lives between 10 seconds and 24 hours, not " + certificateLifetime + ".");
        }
    }
}
