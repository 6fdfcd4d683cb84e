/** Products and their prices. */
@NullMarked
package dev.palisade.catalog.product;

import org.jspecify.annotations.NullMarked;
