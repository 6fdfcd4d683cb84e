/** Carts, checkout and orders. */
@NullMarked
package dev.palisade.cart;

import org.jspecify.annotations.NullMarked;
