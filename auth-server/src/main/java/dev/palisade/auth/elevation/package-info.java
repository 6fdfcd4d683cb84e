/** The roles that people have: standing ones, and those that are lent for a while. */
@NullMarked
package dev.palisade.auth.elevation;

import org.jspecify.annotations.NullMarked;
