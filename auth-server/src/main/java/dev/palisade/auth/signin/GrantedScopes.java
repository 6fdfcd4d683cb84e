package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Narrows what a client asks for to what the person's roles allow, before a code is issued (RFC 6749 section 3.3). The
 * code, the tokens and the answer then all say the same.
 */
final class GrantedScopes implements AuthenticationConverter {

    private static final String ROLE_PREFIX = "ROLE_";

    private final AuthenticationConverter requests = new OAuth2AuthorizationCodeRequestAuthenticationConverter();
    private final AuthProperties properties;

    GrantedScopes(AuthProperties properties) {
        this.properties = properties;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest servletRequest) {
        Authentication converted = requests.convert(servletRequest);
        if (!(converted instanceof OAuth2AuthorizationCodeRequestAuthenticationToken request)
                || !(request.getPrincipal() instanceof Authentication person)
                || person instanceof AnonymousAuthenticationToken
                || !person.isAuthenticated()) {
            return converted;
        }
        Set<String> granted = new HashSet<>(request.getScopes());
        Set<String> allowed = allowed(person);
        granted.removeIf(scope -> isOfARole(scope) && !allowed.contains(scope));
        OAuth2AuthorizationCodeRequestAuthenticationToken narrowed =
                new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        request.getAuthorizationUri(),
                        request.getClientId(),
                        person,
                        request.getRedirectUri(),
                        request.getState(),
                        granted,
                        request.getAdditionalParameters());
        narrowed.setDetails(request.getDetails());
        return narrowed;
    }

    /** What no role has stays, for the framework to refuse by name. */
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
