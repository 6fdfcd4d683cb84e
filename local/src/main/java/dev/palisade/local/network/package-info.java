/** Who reaches whom. */
@NullMarked
package dev.palisade.local.network;

import org.jspecify.annotations.NullMarked;
