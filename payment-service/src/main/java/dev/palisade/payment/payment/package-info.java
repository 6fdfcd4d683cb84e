/** Payments of orders. */
@NullMarked
package dev.palisade.payment.payment;

import org.jspecify.annotations.NullMarked;
