/** The clients that exist, and who may call whom. */
@NullMarked
package dev.palisade.auth.client;

import org.jspecify.annotations.NullMarked;
