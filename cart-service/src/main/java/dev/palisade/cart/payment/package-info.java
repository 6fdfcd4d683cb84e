/** Payment as this service sees it: taken with the person, settled without. */
@NullMarked
package dev.palisade.cart.payment;

import org.jspecify.annotations.NullMarked;
