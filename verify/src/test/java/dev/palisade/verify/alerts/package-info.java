/** The alerts: their rules by themselves, and on the running platform. */
@NullMarked
package dev.palisade.verify.alerts;

import org.jspecify.annotations.NullMarked;
