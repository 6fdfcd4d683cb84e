/** Database users that Vault makes for this process and ends again. */
@NullMarked
package dev.palisade.platform.vault.database;

import org.jspecify.annotations.NullMarked;
