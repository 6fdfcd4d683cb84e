/** How this process gets into Vault: with a secret id that works once. */
@NullMarked
package dev.palisade.platform.vault.login;

import org.jspecify.annotations.NullMarked;
