/** What auditors may see, and what administrators may do about it. */
@NullMarked
package dev.palisade.auth.admin;

import org.jspecify.annotations.NullMarked;
