/** Attacks the running platform, and keeps what came of it as evidence. */
@NullMarked
package dev.palisade.verify;

import org.jspecify.annotations.NullMarked;
