/** Granting to a program that has no browser (RFC 8628). */
@NullMarked
package dev.palisade.auth.device;

import org.jspecify.annotations.NullMarked;
