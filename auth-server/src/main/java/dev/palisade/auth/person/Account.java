package dev.palisade.auth.person;

import java.util.Set;
import java.util.UUID;

/**
 * A person.
 *
 * @param id the identifier that tokens carry as {@code sub}; it says nothing about the person, and no client has one
 * @param login the name to sign in with
 * @param passwordHash the Argon2id hash
 * @param roles what the person may be
 */
record Account(UUID id, String login, String passwordHash, Set<String> roles) {

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
