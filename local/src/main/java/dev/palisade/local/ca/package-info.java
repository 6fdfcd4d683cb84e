/** The certificate authority of this machine, and the identities it issues. */
@NullMarked
package dev.palisade.local.ca;

import org.jspecify.annotations.NullMarked;
