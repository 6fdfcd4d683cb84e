/** What the services publish, and the refusal of everything else. */
@NullMarked
package dev.palisade.gateway.contract;

import org.jspecify.annotations.NullMarked;
