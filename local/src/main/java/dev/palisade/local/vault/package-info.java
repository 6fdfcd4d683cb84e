/** OpenBao or Vault: finding it, running it on this machine, and giving it what {@code docker/vault/} declares. */
@NullMarked
package dev.palisade.local.vault;

import org.jspecify.annotations.NullMarked;
