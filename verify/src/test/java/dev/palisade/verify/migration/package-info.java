/** What a release may change in a database. */
@NullMarked
package dev.palisade.verify.migration;

import org.jspecify.annotations.NullMarked;
