/** Payments that a card's holder does not recognise, and whose money the provider holds back. */
@NullMarked
package dev.palisade.payment.dispute;

import org.jspecify.annotations.NullMarked;
