/** What matters to security, as a chain of events in a file: nobody takes one out or changes it without its being seen. */
@NullMarked
package dev.palisade.platform.event;

import org.jspecify.annotations.NullMarked;
