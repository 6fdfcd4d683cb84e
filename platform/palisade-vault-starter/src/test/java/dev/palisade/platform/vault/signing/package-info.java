@NullMarked
package dev.palisade.platform.vault.signing;

import org.jspecify.annotations.NullMarked;
