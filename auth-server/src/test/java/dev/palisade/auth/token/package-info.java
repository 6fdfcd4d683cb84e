/** Tests of what needs no running server. */
@NullMarked
package dev.palisade.auth.token;

import org.jspecify.annotations.NullMarked;
