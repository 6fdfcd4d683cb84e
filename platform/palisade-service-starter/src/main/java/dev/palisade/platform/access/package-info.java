/** Who may come in: the right certificate, and a token for this service that is bound to it. */
@NullMarked
package dev.palisade.platform.access;

import org.jspecify.annotations.NullMarked;
