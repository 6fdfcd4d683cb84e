package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import io.github.bucket4j.BucketConfiguration;

/**
 * Buckets that all gateways share. While the store is lost, this gateway grants its part of the budget only, so that all
 * of them together never grant more than they would with the store.
 */
final class SharedBuckets implements Buckets {

    private final String prefix;
    private final GatewayProperties.Budget budget;
    private final BucketConfiguration configuration;
    private final ThrottleStore store;
    private final Buckets own;

    /**
     * @param name the kind of caller; callers of different kinds never share a bucket
     * @param gateways among how many the budget is divided while the store is lost
     */
    SharedBuckets(String name, GatewayProperties.Budget budget, ThrottleStore store, int gateways) {
        // A bucket keeps the limits that it was made with, so a changed budget has new ones.
        this.prefix = "%s%s:%d-%d-%d:"
                .formatted(
                        ThrottleStore.PREFIX,
                        name,
                        budget.quota(),
                        budget.window().toSeconds(),
                        budget.burst());
        this.budget = budget;
        this.configuration =
                BucketConfiguration.builder().addLimit(Throttle.limit(budget)).build();
        this.store = store;
        this.own = new MemoryBuckets(budget.dividedBy(gateways));
    }

    @Override
    public Taken take(String caller, int cost) {
        return store.take(prefix + caller, configuration, cost)
                .map(probe -> new Taken(probe, budget.quota()))
                .orElseGet(() -> own.take(caller, cost));
    }
}
