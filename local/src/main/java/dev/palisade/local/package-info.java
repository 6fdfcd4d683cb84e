/** Runs the whole platform on one machine without Docker. */
@NullMarked
package dev.palisade.local;

import org.jspecify.annotations.NullMarked;
