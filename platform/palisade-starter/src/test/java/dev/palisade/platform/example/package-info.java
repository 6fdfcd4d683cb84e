/** The smallest process, for tests. */
@NullMarked
package dev.palisade.platform.example;

import org.jspecify.annotations.NullMarked;
