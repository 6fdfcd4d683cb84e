/** The catalog: what the shop sells, and how much of it there is. */
@NullMarked
package dev.palisade.catalog;

import org.jspecify.annotations.NullMarked;
