/** Looks whether the chains of security events are whole. */
@NullMarked
package dev.palisade.local.events;

import org.jspecify.annotations.NullMarked;
