/** What goes first when there is more to do than can be done. */
@NullMarked
package dev.palisade.gateway.load;

import org.jspecify.annotations.NullMarked;
