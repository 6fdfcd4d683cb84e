/** Compares what we have booked with what the card provider has. */
@NullMarked
package dev.palisade.payment.reconciliation;

import org.jspecify.annotations.NullMarked;
