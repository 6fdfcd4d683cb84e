/** What they may do: Cedar policies, decided in process, refused unless permitted. */
@NullMarked
package dev.palisade.platform.policy;

import org.jspecify.annotations.NullMarked;
