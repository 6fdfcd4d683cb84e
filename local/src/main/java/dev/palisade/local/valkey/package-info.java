/** Valkey, in which several gateways share the buckets of their throttles. */
@NullMarked
package dev.palisade.local.valkey;

import org.jspecify.annotations.NullMarked;
