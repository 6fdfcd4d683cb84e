/** The front door of the platform. */
@NullMarked
package dev.palisade.gateway;

import org.jspecify.annotations.NullMarked;
