package dev.palisade.gateway.throttle;

import io.github.bucket4j.ConsumptionProbe;

/** Where the buckets of one kind of caller are. */
interface Buckets {

    /**
     * Takes from the caller's bucket, or finds too little in it. It never fails and never waits for long.
     *
     * @param cost how much to take
     */
    Taken take(String caller, int cost);

    /**
     * What came of it.
     *
     * @param probe whether there was enough to take, and what is left
     * @param quota the quota that the bucket keeps
     */
    record Taken(ConsumptionProbe probe, long quota) {}
}
