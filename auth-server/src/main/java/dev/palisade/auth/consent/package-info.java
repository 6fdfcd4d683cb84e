/** What people have agreed to: asked for in plain words, listed, and taken back. */
@NullMarked
package dev.palisade.auth.consent;

import org.jspecify.annotations.NullMarked;
