/** Fields that are encrypted before they are stored. */
@NullMarked
package dev.palisade.platform.fields;

import org.jspecify.annotations.NullMarked;
