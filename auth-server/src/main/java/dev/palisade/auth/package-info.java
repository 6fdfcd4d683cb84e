/** The authorization server: people, clients, tokens, keys. */
@NullMarked
package dev.palisade.auth;

import org.jspecify.annotations.NullMarked;
