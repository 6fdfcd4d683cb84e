/** Vault, as the rest of the platform sees it: paths to read and write, and problems that say what to do. */
@NullMarked
package dev.palisade.platform.vault;

import org.jspecify.annotations.NullMarked;
