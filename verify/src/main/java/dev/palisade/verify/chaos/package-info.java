/** Buys while processes are killed and connections cut, and then looks at everybody's books. */
@NullMarked
package dev.palisade.verify.chaos;

import org.jspecify.annotations.NullMarked;
