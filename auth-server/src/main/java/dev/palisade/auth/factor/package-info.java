/** What people prove themselves with beside a password, and what that is worth. */
@NullMarked
package dev.palisade.auth.factor;

import org.jspecify.annotations.NullMarked;
