/** Renews the identities of this machine while the platform runs. */
@NullMarked
package dev.palisade.local.agent;

import org.jspecify.annotations.NullMarked;
