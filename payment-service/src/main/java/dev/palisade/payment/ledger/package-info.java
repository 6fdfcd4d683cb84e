/** The double-entry ledger, whose sum is always zero. */
@NullMarked
package dev.palisade.payment.ledger;

import org.jspecify.annotations.NullMarked;
