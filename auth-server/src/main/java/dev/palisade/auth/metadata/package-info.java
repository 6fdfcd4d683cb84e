/** What this authorization server says about itself. */
@NullMarked
package dev.palisade.auth.metadata;

import org.jspecify.annotations.NullMarked;
