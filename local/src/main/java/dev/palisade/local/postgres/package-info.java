/** A real PostgreSQL server as a process of this machine, with TLS and SCRAM only. */
@NullMarked
package dev.palisade.local.postgres;

import org.jspecify.annotations.NullMarked;
