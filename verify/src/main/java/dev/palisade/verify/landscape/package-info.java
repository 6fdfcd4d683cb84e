/** What there is besides controls: parts, data, who talks to whom, who has which rights, and who supplied it. */
@NullMarked
package dev.palisade.verify.landscape;

import org.jspecify.annotations.NullMarked;
