/** Every error is an RFC 9457 problem document that tells the caller nothing it should not know. */
@NullMarked
package dev.palisade.platform.problem;

import org.jspecify.annotations.NullMarked;
