/** Access tokens: how they are signed, what they say, and when one is exchanged for another. */
@NullMarked
package dev.palisade.auth.token;

import org.jspecify.annotations.NullMarked;
