/** How access tokens are verified: the signature once, everything else on every request. */
@NullMarked
package dev.palisade.platform.token;

import org.jspecify.annotations.NullMarked;
