/** Files that nobody but their owner may read. */
@NullMarked
package dev.palisade.local.files;

import org.jspecify.annotations.NullMarked;
