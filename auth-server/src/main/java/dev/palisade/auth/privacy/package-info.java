/** What the services store of people: shown to whom it is about, and erased with the account. */
@NullMarked
package dev.palisade.auth.privacy;

import org.jspecify.annotations.NullMarked;
