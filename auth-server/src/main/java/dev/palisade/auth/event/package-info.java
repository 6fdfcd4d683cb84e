/** What happened when people signed in. */
@NullMarked
package dev.palisade.auth.event;

import org.jspecify.annotations.NullMarked;
