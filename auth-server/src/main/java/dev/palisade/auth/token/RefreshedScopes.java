package dev.palisade.auth.token;

import dev.palisade.auth.Endpoints;
import dev.palisade.auth.authorize.GrantedScopes;
import dev.palisade.auth.elevation.Roles;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * A refresh gives what the person's roles of this moment allow, and says so in its answer (RFC 6749 section 5.1). The
 * framework would give what they allowed at the sign-in.
 */
@Component
class RefreshedScopes implements Endpoints {

    private final OAuth2AuthorizationService authorizations;
    private final GrantedScopes grantedScopes;
    private final Roles roles;

    RefreshedScopes(OAuth2AuthorizationService authorizations, GrantedScopes grantedScopes, Roles roles) {
        this.authorizations = authorizations;
        this.grantedScopes = grantedScopes;
        this.roles = roles;
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        // There is nothing to set up: the grant itself is changed.
    }

    @Override
    public AuthenticationProvider grant(AuthenticationProvider framework) {
        return framework instanceof OAuth2RefreshTokenAuthenticationProvider ? new Narrowed(framework) : framework;
    }

    private OAuth2RefreshTokenAuthenticationToken narrowed(OAuth2RefreshTokenAuthenticationToken refresh) {
        // Found without a type, so that a token that was used before is left for the framework to find.
        OAuth2Authorization authorization = authorizations.findByToken(refresh.getRefreshToken(), null);
        if (authorization == null) {
            return refresh;
        }
        Set<String> wanted = refresh.getScopes().isEmpty() ? authorization.getAuthorizedScopes() : refresh.getScopes();
        Set<String> now = roles.of(authorization.getPrincipalName())
                .map(Roles.Current::all)
                .orElse(Set.of());
        return new OAuth2RefreshTokenAuthenticationToken(
                refresh.getRefreshToken(),
                (Authentication) refresh.getPrincipal(),
                grantedScopes.narrow(wanted, now),
                refresh.getAdditionalParameters());
    }

    private final class Narrowed implements AuthenticationProvider {

        private final AuthenticationProvider framework;

        Narrowed(AuthenticationProvider framework) {
            this.framework = framework;
        }

        @Override
        public @Nullable Authentication authenticate(Authentication authentication) {
            return framework.authenticate(narrowed((OAuth2RefreshTokenAuthenticationToken) authentication));
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return framework.supports(authentication);
        }
    }
}
