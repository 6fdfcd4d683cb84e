/** A person's own account: where they are signed in, what they prove themselves with, and the end of it. */
@NullMarked
package dev.palisade.auth.account;

import org.jspecify.annotations.NullMarked;
