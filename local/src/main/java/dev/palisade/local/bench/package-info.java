/** Measures the platform on this machine, things to be compared side by side in one run. */
@NullMarked
package dev.palisade.local.bench;

import org.jspecify.annotations.NullMarked;
