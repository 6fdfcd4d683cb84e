/** The evidence in the forms that people and other tools read. */
@NullMarked
package dev.palisade.verify.report;

import org.jspecify.annotations.NullMarked;
