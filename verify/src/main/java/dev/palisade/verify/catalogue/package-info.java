/** The controls: what is claimed, and what shows it. */
@NullMarked
package dev.palisade.verify.catalogue;

import org.jspecify.annotations.NullMarked;
