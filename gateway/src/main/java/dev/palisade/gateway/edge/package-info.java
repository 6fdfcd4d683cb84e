/** What every request passes first: the host name, its size, the headers of every answer. */
@NullMarked
package dev.palisade.gateway.edge;

import org.jspecify.annotations.NullMarked;
