package dev.palisade.local;

import java.util.List;

/**
 * A person of the demonstration, whose password was made for this machine.
 *
 * @param name the name to sign in with
 * @param password the password to sign in with
 * @param roles what the person is
 */
public record DemoUser(String name, String password, List<String> roles) {

    public DemoUser {
        roles = List.copyOf(roles);
    }
}
