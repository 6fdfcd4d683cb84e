/** People in a browser: their session here, their tokens never there. */
@NullMarked
package dev.palisade.gateway.session;

import org.jspecify.annotations.NullMarked;
