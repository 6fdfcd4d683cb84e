/** The end of a sign-in, and telling the clients of it (OpenID Connect Back-Channel Logout 1.0). */
@NullMarked
package dev.palisade.auth.logout;

import org.jspecify.annotations.NullMarked;
