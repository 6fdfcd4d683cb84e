package dev.palisade.sandbox;

import java.time.Instant;

/**
 * An answer that is given again when the same request comes again.
 *
 * @param key the merchant's name for the request
 * @param fingerprint of method, path and body
 * @param status the HTTP status
 * @param body the JSON
 * @param at when it was first given
 */
record Answer(String key, String fingerprint, int status, String body, Instant at) {}
