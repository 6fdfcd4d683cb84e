/** Tokens signed by a key that never leaves Vault. */
@NullMarked
package dev.palisade.platform.vault.signing;

import org.jspecify.annotations.NullMarked;
