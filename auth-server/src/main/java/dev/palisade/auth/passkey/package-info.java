/** Passkeys (WebAuthn). */
@NullMarked
package dev.palisade.auth.passkey;

import org.jspecify.annotations.NullMarked;
