/** Weakens the code one line at a time, and looks whether the checks notice. */
@NullMarked
package dev.palisade.verify.mutant;

import org.jspecify.annotations.NullMarked;
