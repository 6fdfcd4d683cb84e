@NullMarked
package dev.palisade.platform.vault.renewal;

import org.jspecify.annotations.NullMarked;
