/** Requests for authorization: pushed or plain, what they must say, and how they are answered. */
@NullMarked
package dev.palisade.auth.authorize;

import org.jspecify.annotations.NullMarked;
