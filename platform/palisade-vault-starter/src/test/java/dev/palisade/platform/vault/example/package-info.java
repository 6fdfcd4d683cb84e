@NullMarked
package dev.palisade.platform.vault.example;

import org.jspecify.annotations.NullMarked;
