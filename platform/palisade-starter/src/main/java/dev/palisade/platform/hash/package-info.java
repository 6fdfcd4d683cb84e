/** Hashes of what is not to be stored as it is. */
@NullMarked
package dev.palisade.platform.hash;

import org.jspecify.annotations.NullMarked;
