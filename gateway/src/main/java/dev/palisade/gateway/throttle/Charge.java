package dev.palisade.gateway.throttle;

/**
 * A budget that a request draws on.
 *
 * @param throttle the kind of budget
 * @param caller whose it is
 */
record Charge(Throttle throttle, String caller) {}
