package dev.palisade.sandbox;

import java.time.Instant;

/**
 * A try to tell the merchant of an event.
 *
 * @param event the event
 * @param type what it is about
 * @param at when
 * @param status what the merchant answered; 0 when nothing
 */
record Attempt(String event, String type, Instant at, int status) {

    /** Whether the merchant has taken it. Other answers are tried again. */
    boolean delivered() {
        return status >= 200 && status < 300;
    }
}
