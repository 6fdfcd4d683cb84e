/** The identity of this process, issued by Vault and never written down. */
@NullMarked
package dev.palisade.platform.vault.certificate;

import org.jspecify.annotations.NullMarked;
