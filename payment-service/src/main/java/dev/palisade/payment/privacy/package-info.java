/** What is stored of a person here: shown, erased when they go, and not kept longer than it is needed. */
@NullMarked
package dev.palisade.payment.privacy;

import org.jspecify.annotations.NullMarked;
