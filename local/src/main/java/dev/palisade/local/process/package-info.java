/** Finding out whether a process still lives. */
@NullMarked
package dev.palisade.local.process;

import org.jspecify.annotations.NullMarked;
