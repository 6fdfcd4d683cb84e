/** The card provider, as this service sees it, and a sandbox that behaves like one. */
@NullMarked
package dev.palisade.payment.provider;

import org.jspecify.annotations.NullMarked;
