/** How this process calls its neighbours: mutual TLS to a pinned identity, with a token for that neighbour alone. */
@NullMarked
package dev.palisade.platform.client;

import org.jspecify.annotations.NullMarked;
