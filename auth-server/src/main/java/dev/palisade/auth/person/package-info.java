/** People, their passwords and their roles. */
@NullMarked
package dev.palisade.auth.person;

import org.jspecify.annotations.NullMarked;
