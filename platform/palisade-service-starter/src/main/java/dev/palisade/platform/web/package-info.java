/** What a request may look like: what no handler asks for is refused, not ignored. */
@NullMarked
package dev.palisade.platform.web;

import org.jspecify.annotations.NullMarked;
