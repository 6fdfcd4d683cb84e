/** What the contracts say, compared with what is served, routed and asked for. */
@NullMarked
package dev.palisade.local.contract;

import org.jspecify.annotations.NullMarked;
