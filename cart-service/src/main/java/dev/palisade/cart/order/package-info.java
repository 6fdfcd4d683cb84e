/** What a person has bought: the checkout, a state machine that survives a crash at any line. */
@NullMarked
package dev.palisade.cart.order;

import org.jspecify.annotations.NullMarked;
