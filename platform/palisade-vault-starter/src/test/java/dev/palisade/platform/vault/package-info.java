@NullMarked
package dev.palisade.platform.vault;

import org.jspecify.annotations.NullMarked;
