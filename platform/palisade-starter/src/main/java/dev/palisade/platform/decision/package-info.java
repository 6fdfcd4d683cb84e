/** The decision log: one entry for every permission given or refused. */
@NullMarked
package dev.palisade.platform.decision;

import org.jspecify.annotations.NullMarked;
