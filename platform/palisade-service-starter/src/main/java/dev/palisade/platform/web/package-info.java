/** What a request may look like: what no handler asks for is refused, not ignored; and until when there is a handler. */
@NullMarked
package dev.palisade.platform.web;

import org.jspecify.annotations.NullMarked;
