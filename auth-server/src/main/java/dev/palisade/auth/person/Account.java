package dev.palisade.auth.person;

import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * A person.
 *
 * @param id the identifier that tokens carry as {@code sub}; it says nothing about the person, and no client has one
 * @param login the name to sign in with
 * @param passwordHash the Argon2id hash
 * @param roles what the person may be
 * @param enabled whether the person may sign in
 */
record Account(UUID id, String login, String passwordHash, Set<String> roles, boolean enabled) {

    /** The person as the security context knows them. */
    UserDetails signedIn() {
        return User.withUsername(id.toString())
                .password(passwordHash)
                .roles(roles.toArray(String[]::new))
                .disabled(!enabled)
                .build();
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
