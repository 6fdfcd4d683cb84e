package dev.palisade.sandbox;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Something that the merchant is told.
 *
 * @param id our name for it, the same each time it is told
 * @param type what happened, for example {@code payment.captured}
 * @param created when
 * @param data what it happened to, as it was then
 */
record Event(String id, String type, Instant created, JsonNode data) {}
