/** Money that is given back. */
@NullMarked
package dev.palisade.payment.refund;

import org.jspecify.annotations.NullMarked;
