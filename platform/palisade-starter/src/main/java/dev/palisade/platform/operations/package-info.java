/** What a process serves, said once at its start, for whoever compares it with the contracts. */
@NullMarked
package dev.palisade.platform.operations;

import org.jspecify.annotations.NullMarked;
