/** A database that cannot be had is an outage, and says so. */
@NullMarked
package dev.palisade.platform.outage;

import org.jspecify.annotations.NullMarked;
