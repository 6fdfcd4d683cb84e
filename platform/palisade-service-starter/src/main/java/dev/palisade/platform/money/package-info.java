/** Exact amounts of money with their currency. */
@NullMarked
package dev.palisade.platform.money;

import org.jspecify.annotations.NullMarked;
