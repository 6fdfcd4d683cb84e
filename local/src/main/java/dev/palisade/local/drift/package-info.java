/** How what runs differs from what the repository says. */
@NullMarked
package dev.palisade.local.drift;

import org.jspecify.annotations.NullMarked;
