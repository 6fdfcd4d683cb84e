/** What goods cost together: the goods, the delivery, and the tax in it. */
@NullMarked
package dev.palisade.cart.price;

import org.jspecify.annotations.NullMarked;
