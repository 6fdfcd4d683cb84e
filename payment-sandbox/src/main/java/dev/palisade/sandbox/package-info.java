/** A card provider to try things out with, as a process of another company would be. */
@NullMarked
package dev.palisade.sandbox;

import org.jspecify.annotations.NullMarked;
