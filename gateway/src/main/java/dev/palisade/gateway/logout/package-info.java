/** Hears from the authorization server that a sign-in has ended. */
@NullMarked
package dev.palisade.gateway.logout;

import org.jspecify.annotations.NullMarked;
