/** Which rows they see: PostgreSQL row-level security says no again. */
@NullMarked
package dev.palisade.platform.rows;

import org.jspecify.annotations.NullMarked;
