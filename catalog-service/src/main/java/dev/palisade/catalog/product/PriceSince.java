package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;
import java.time.Instant;

/**
 * What a product costs from some time on, until its next price.
 *
 * @param price what one of it costs
 * @param from since when
 */
record PriceSince(Money price, Instant from) {}
