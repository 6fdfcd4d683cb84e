/** Attacks on a cluster that the platform runs in. */
@NullMarked
package dev.palisade.verify.cluster;

import org.jspecify.annotations.NullMarked;
