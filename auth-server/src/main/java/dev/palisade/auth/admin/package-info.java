/** What auditors may see. */
@NullMarked
package dev.palisade.auth.admin;

import org.jspecify.annotations.NullMarked;
