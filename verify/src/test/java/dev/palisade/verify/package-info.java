/** The platform as people run it: every process started, nothing replaced. */
@NullMarked
package dev.palisade.verify;

import org.jspecify.annotations.NullMarked;
