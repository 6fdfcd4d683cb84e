package dev.palisade.platform.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Allows retries while most calls succeed, as gRPC's retry throttling does: a failure costs a token, a success brings back
 * a tenth of one, and nothing is retried while half of the ten tokens or more are gone.
 */
final class RetryBudget {

    private static final int FULL = 100; // tenths of a token
    private static final int FAILURE = 10;

    private final AtomicInteger tenths = new AtomicInteger(FULL);

    boolean allow() {
        return tenths.get() > FULL / 2;
    }

    void failed() {
        tenths.accumulateAndGet(FAILURE, (left, cost) -> Math.max(0, left - cost));
    }

    void succeeded() {
        tenths.accumulateAndGet(1, (left, gain) -> Math.min(FULL, left + gain));
    }
}
