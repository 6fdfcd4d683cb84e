package dev.palisade.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person of the demonstration, whose password was made for this machine.
 *
 * @param name the name to sign in with
 * @param password the password to sign in with
 * @param roles what the person is
 * @param totpSecret the secret of the person's code generator in Base32; null for those who need no second factor
 */
public record DemoUser(
        String name,
        String password,
        List<String> roles,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String totpSecret) {

    public DemoUser {
        roles = List.copyOf(roles);
    }
}
