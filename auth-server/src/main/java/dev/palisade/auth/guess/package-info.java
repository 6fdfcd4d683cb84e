/** Slows whoever guesses, without telling who exists and without locking anybody out. */
@NullMarked
package dev.palisade.auth.guess;

import org.jspecify.annotations.NullMarked;
