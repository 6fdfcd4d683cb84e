/** What {@code docker-compose.yml} and the Dockerfile promise about each container. */
@NullMarked
package dev.palisade.verify.compose;

import org.jspecify.annotations.NullMarked;
