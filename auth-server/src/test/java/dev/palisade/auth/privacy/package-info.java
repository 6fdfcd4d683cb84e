/** What the services are asked of people. */
@NullMarked
package dev.palisade.auth.privacy;

import org.jspecify.annotations.NullMarked;
