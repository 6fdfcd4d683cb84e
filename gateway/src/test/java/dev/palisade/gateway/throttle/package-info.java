/** How much each person, client and address may ask for, over a real store. */
@NullMarked
package dev.palisade.gateway.throttle;

import org.jspecify.annotations.NullMarked;
