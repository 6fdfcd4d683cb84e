/** What the card provider tells us of its own accord. */
@NullMarked
package dev.palisade.payment.webhook;

import org.jspecify.annotations.NullMarked;
