/** Stock that is set aside for an order until the order is confirmed or given up. */
@NullMarked
package dev.palisade.catalog.reservation;

import org.jspecify.annotations.NullMarked;
