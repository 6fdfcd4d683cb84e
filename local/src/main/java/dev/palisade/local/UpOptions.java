package dev.palisade.local;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What may differ from one start to the next.
 *
 * @param tracing whether to start Zipkin
 * @param certificateLifetime how long the workloads' certificates are valid
 * @param fastStarts whether to prepare a new build for starting fast, which takes longer than it saves the first time
 * @param vault how Vault is to rotate what it holds; empty to start without Vault, on files
 * @param gateways how many gateways; several stand behind a balancer, and share their throttles in Valkey
 * @param metrics where the services send their metrics (OTLP over HTTP); empty to send none
 */
public record UpOptions(
        boolean tracing,
        Duration certificateLifetime,
        boolean fastStarts,
        Optional<VaultOptions> vault,
        int gateways,
        Optional<URI> metrics) {

    private static final int MOST_GATEWAYS = 4;

    /** With Zipkin, certificates for a day, and fast starts. */
    public static final UpOptions USUAL = new UpOptions(true, Duration.ofHours(24), true, Optional.empty());

    /** The same with so many gateways. */
    public UpOptions withGateways(int number) {
        return new UpOptions(tracing, certificateLifetime, fastStarts, vault, number, metrics);
    }

    /** The same with metrics sent there. */
    public UpOptions withMetrics(URI receiver) {
        return new UpOptions(tracing, certificateLifetime, fastStarts, vault, gateways, Optional.of(receiver));
    }

    /** With one gateway. */
    public UpOptions(boolean tracing, Duration certificateLifetime, boolean fastStarts, Optional<VaultOptions> vault) {
        this(tracing, certificateLifetime, fastStarts, vault, 1, Optional.empty());
    }

    /** Without Vault. */
    public UpOptions(boolean tracing, Duration certificateLifetime, boolean fastStarts) {
        this(tracing, certificateLifetime, fastStarts, Optional.empty());
    }

    public UpOptions {
        gateways = Math.max(1, gateways); // what was remembered before there could be several says nothing of it
        if (gateways > MOST_GATEWAYS) {
            throw new PlatformException("There can be " + MOST_GATEWAYS + " gateways at most, not " + gateways + ".");
        }
        if (gateways > 1 && vault.isPresent()) {
            throw new PlatformException("Several gateways run without --vault only: the launcher's Vault has one login"
                    + " for the gateway. In containers both go together.");
        }
        if (certificateLifetime.compareTo(Duration.ofSeconds(10)) < 0
                || certificateLifetime.compareTo(Duration.ofHours(24)) > 0) {
            throw new PlatformException(
                    "A certificate lives between 10 seconds and 24 hours, not " + certificateLifetime + ".");
        }
    }
}
