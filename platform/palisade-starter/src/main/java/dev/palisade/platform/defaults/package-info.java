/** The secure defaults that every process starts from. */
@NullMarked
package dev.palisade.platform.defaults;

import org.jspecify.annotations.NullMarked;
