package dev.palisade.auth.logout;

import dev.palisade.auth.Endpoints;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** Signing out that a client starts (OpenID Connect RP-Initiated Logout): the session here ends, and all clients hear. */
@Component
class LogoutEndpoint implements Endpoints {

    private final RegisteredClientRepository clients;
    private final OAuth2AuthorizationService authorizations;
    private final SignOuts signOuts;

    LogoutEndpoint(RegisteredClientRepository clients, OAuth2AuthorizationService authorizations, SignOuts signOuts) {
        this.clients = clients;
        this.authorizations = authorizations;
        this.signOuts = signOuts;
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        OidcLogoutAuthenticationSuccessHandler answer = new OidcLogoutAuthenticationSuccessHandler();
        answer.setLogoutHandler(signOuts);
        server.oidc(oidc -> oidc.logoutEndpoint(endpoint -> endpoint.authenticationProviders(providers -> {
                    providers.clear();
                    // The framework compares the hint with its own name of the session, which is not ours: it keeps
                    // none of them here, and who owns the hint is checked all the same.
                    providers.add(
                            new OidcLogoutAuthenticationProvider(clients, authorizations, new SessionRegistryImpl()));
                })
                .logoutResponseHandler(answer)));
    }
}
