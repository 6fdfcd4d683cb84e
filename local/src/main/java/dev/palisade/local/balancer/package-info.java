/** A plain balancer of TCP connections, which stands before several gateways on one machine. */
@NullMarked
package dev.palisade.local.balancer;

import org.jspecify.annotations.NullMarked;
