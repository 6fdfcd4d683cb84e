package dev.palisade.auth.authorize;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.elevation.Roles;
import java.util.HashSet;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Narrows what a client asks for to what the person's roles of this moment allow, before a code is issued (RFC 6749 section 3.3). The
 * code, the tokens and the answer then all say the same.
 */
@Component
public class GrantedScopes {

    private final AuthProperties properties;
    private final Roles roles;

    GrantedScopes(AuthProperties properties, Roles roles) {
        this.properties = properties;
        this.roles = roles;
    }

    /** What of it this person may grant. What no role has stays, for the framework to refuse by name. */
    public Set<String> narrow(Set<String> wanted, Authentication person) {
        return narrow(wanted, roles.of(person.getName()).map(Roles.Current::all).orElse(Set.of()));
    }

    /** What of it a person of these roles may grant. */
    public Set<String> narrow(Set<String> wanted, Set<String> roles) {
        Set<String> allowed = new HashSet<>();
        roles.forEach(role -> allowed.addAll(properties.roleScopes().getOrDefault(role, Set.of())));
        Set<String> granted = new HashSet<>(wanted);
        granted.removeIf(scope -> isOfARole(scope) && !allowed.contains(scope));
        return granted;
    }

    private boolean isOfARole(String scope) {
        return properties.roleScopes().values().stream().anyMatch(scopes -> scopes.contains(scope));
    }
}
