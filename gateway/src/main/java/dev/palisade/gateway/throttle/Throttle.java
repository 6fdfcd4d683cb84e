package dev.palisade.gateway.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.palisade.gateway.GatewayProperties;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** The buckets of one kind of caller. They are kept in memory, for as long as they are not full. */
final class Throttle {

    private static final int MAXIMUM_CALLERS = 100_000;

    private final String name;
    private final GatewayProperties.Budget budget;
    private final Cache<String, Bucket> buckets;

    Throttle(String name, GatewayProperties.Budget budget) {
        this.name = name;
        this.budget = budget;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAXIMUM_CALLERS)
                .expireAfterAccess(budget.period())
                .build();
    }

    String name() {
        return name;
    }

    Verdict take(String caller) {
        Bucket bucket = buckets.get(
                caller,
                missing -> Bucket.builder()
                        .addLimit(limit ->
                                limit.capacity(budget.capacity()).refillGreedy(budget.capacity(), budget.period()))
                        .build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        long waitSeconds = Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1;
        return new Verdict(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                waitSeconds,
                "\"%s\";q=%d;w=%d"
                        .formatted(name, budget.capacity(), budget.period().toSeconds()),
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
