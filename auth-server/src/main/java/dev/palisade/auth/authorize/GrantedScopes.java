package dev.palisade.auth.authorize;

import dev.palisade.auth.AuthProperties;
import java.util.HashSet;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Component;

/**
 * Narrows what a client asks for to what the person's roles allow, before a code is issued (RFC 6749 section 3.3). The
 * code, the tokens and the answer then all say the same.
 */
@Component
public class GrantedScopes {

    private static final String ROLE_PREFIX = "ROLE_";

    private final AuthProperties properties;

    GrantedScopes(AuthProperties properties) {
        this.properties = properties;
    }

    /** What of it this person may grant. What no role has stays, for the framework to refuse by name. */
    public Set<String> narrow(Set<String> wanted, Authentication person) {
        Set<String> allowed = allowed(person);
        Set<String> granted = new HashSet<>(wanted);
        granted.removeIf(scope -> isOfARole(scope) && !allowed.contains(scope));
        return granted;
    }

    private boolean isOfARole(String scope) {
        return properties.roleScopes().values().stream().anyMatch(scopes -> scopes.contains(scope));
    }

    private Set<String> allowed(Authentication person) {
        Set<String> allowed = new HashSet<>();
        for (GrantedAuthority authority : person.getAuthorities()) {
            String name = authority.getAuthority();
            if (name != null && name.startsWith(ROLE_PREFIX)) {
                allowed.addAll(properties.roleScopes().getOrDefault(name.substring(ROLE_PREFIX.length()), Set.of()));
            }
        }
        return allowed;
    }
}
