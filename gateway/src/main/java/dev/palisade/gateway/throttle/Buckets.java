package dev.palisade.gateway.throttle;

import io.github.bucket4j.ConsumptionProbe;

/** Where the buckets of one kind of caller are. */
interface Buckets {

    /** Takes one request from the caller's bucket, or finds it empty. It never fails and never waits for long. */
    Taken take(String caller);

    /**
     * What came of it.
     *
     * @param probe whether there was one to take, and what is left
     * @param capacity the size of the bucket that was asked
     */
    record Taken(ConsumptionProbe probe, long capacity) {}
}
