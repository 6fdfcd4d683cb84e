/** Fields that Vault encrypts before they are stored. */
@NullMarked
package dev.palisade.platform.vault.fields;

import org.jspecify.annotations.NullMarked;
