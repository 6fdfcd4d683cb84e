/** Stripe as the card provider, through its own Java library. */
@NullMarked
package dev.palisade.payment.stripe;

import org.jspecify.annotations.NullMarked;
