/** The command line: what a person types, and what it prints. */
@NullMarked
package dev.palisade.local.launcher;

import org.jspecify.annotations.NullMarked;
