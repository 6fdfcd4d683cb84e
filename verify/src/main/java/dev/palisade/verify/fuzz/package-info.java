/** Requests by the thousand, made from the contracts: what they allow, what they almost allow, and what nobody would send. */
@NullMarked
package dev.palisade.verify.fuzz;

import org.jspecify.annotations.NullMarked;
