package dev.palisade.gateway.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.palisade.gateway.GatewayProperties;
import io.github.bucket4j.Bucket;

/** Buckets of this gateway alone. They are kept for as long as they are not full. */
final class MemoryBuckets implements Buckets {

    private static final int MAXIMUM_CALLERS = 100_000;

    private final GatewayProperties.Budget budget;
    private final Cache<String, Bucket> buckets;

    MemoryBuckets(GatewayProperties.Budget budget) {
        this.budget = budget;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAXIMUM_CALLERS)
                .expireAfterAccess(budget.window())
                .build();
    }

    @Override
    public Taken take(String caller, int cost) {
        Bucket bucket = buckets.get(
                caller,
                missing -> Bucket.builder().addLimit(Throttle.limit(budget)).build());
        return new Taken(bucket.tryConsumeAndReturnRemaining(cost), budget.quota());
    }
}
