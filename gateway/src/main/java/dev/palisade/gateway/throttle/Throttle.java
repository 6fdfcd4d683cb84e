package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** What one kind of caller may ask for. */
final class Throttle {

    private final String name;
    private final Duration window;
    private final Buckets buckets;

    Throttle(String name, GatewayProperties.Budget budget, Buckets buckets) {
        this.name = name;
        this.window = budget.window();
        this.buckets = buckets;
    }

    /** A full bucket and what comes in over one window are the quota together, so no window ever has more. */
    static Bandwidth limit(GatewayProperties.Budget budget) {
        return Bandwidth.builder()
                .capacity(budget.burst())
                .refillGreedy(budget.quota() - budget.burst(), budget.window())
                .build();
    }

    String name() {
        return name;
    }

    Verdict take(String caller, int cost) {
        Buckets.Taken taken = buckets.take(caller, cost);
        ConsumptionProbe probe = taken.probe();
        long waitSeconds = Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1;
        return new Verdict(
                probe.isConsumed(),
                waitSeconds,
                "\"%s\";q=%d;w=%d".formatted(name, taken.quota(), window.toSeconds()),
                "\"%s\";r=%d;t=%d".formatted(name, probe.getRemainingTokens(), probe.isConsumed() ? 1 : waitSeconds));
    }

    /**
     * What one request may do.
     *
     * @param admitted whether it may go on
     * @param waitSeconds after how long it may come again, when it may not
     * @param policy the field {@code RateLimit-Policy}
     * @param state the field {@code RateLimit}
     */
    record Verdict(boolean admitted, long waitSeconds, String policy, String state) {}
}
