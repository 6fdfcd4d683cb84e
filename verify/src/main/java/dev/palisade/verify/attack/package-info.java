/** The attacks on the running platform, by the part that they are aimed at. */
@NullMarked
package dev.palisade.verify.attack;

import org.jspecify.annotations.NullMarked;
