/** Where a request may go: the operations of the published contracts, each with a token for its receiver. */
@NullMarked
package dev.palisade.gateway.route;

import org.jspecify.annotations.NullMarked;
