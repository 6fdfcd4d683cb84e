/** Tokens that are bound to a key of their holder, who proves to have it with every request (RFC 9449). */
@NullMarked
package dev.palisade.gateway.dpop;

import org.jspecify.annotations.NullMarked;
