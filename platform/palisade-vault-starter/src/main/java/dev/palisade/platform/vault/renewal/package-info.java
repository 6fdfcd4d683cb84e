/** The one rule for everything that has a lifetime. */
@NullMarked
package dev.palisade.platform.vault.renewal;

import org.jspecify.annotations.NullMarked;
