/** What came of the checks, so that it can be believed later and elsewhere. */
@NullMarked
package dev.palisade.verify.evidence;

import org.jspecify.annotations.NullMarked;
