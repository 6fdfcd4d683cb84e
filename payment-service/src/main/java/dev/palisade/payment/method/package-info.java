/** Cards that people pay with, known by their last four digits. */
@NullMarked
package dev.palisade.payment.method;

import org.jspecify.annotations.NullMarked;
