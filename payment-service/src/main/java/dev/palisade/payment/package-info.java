/** Payments: money is taken once, given back at most once, and every movement is in the ledger. */
@NullMarked
package dev.palisade.payment;

import org.jspecify.annotations.NullMarked;
