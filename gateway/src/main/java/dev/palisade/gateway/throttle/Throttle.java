package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** What one kind of caller may ask for. */
final class Throttle {

    private final String name;
    private final Duration period;
    private final Buckets buckets;

    Throttle(String name, GatewayProperties.Budget budget, Buckets buckets) {
        this.name = name;
        this.period = budget.period();
        this.buckets = buckets;
    }

    String name() {
        return name;
    }

    Verdict take(String caller) {
        Buckets.Taken taken = buckets.take(caller);
        ConsumptionProbe probe = taken.probe();
        long waitSeconds = Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1;
        return new Verdict(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                waitSeconds,
                "\"%s\";q=%d;w=%d".formatted(name, taken.capacity(), period.toSeconds()),
                "\"%s\";r=%d;t=%d".formatted(name, probe.getRemainingTokens(), probe.isConsumed() ? 1 : waitSeconds));
    }

    /**
     * What one request may do.
     *
     * @param admitted whether it may go on
     * @param remaining how many more may come at once
     * @param waitSeconds after how long the next may come, when this one may not
     * @param policy the field {@code RateLimit-Policy}
     * @param state the field {@code RateLimit}
     */
    record Verdict(boolean admitted, long remaining, long waitSeconds, String policy, String state) {}
}
