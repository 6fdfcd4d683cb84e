/** The catalog as this service sees it: prices, and stock held for an order. */
@NullMarked
package dev.palisade.cart.catalog;

import org.jspecify.annotations.NullMarked;
