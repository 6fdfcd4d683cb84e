/** What a person wants to buy, at the prices that the catalog has now. */
@NullMarked
package dev.palisade.cart.cart;

import org.jspecify.annotations.NullMarked;
