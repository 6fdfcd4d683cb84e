package dev.palisade.auth.consent;

import dev.palisade.auth.Endpoints;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.stereotype.Component;

/** Asks for consent on our page instead of the framework's. */
@Component
class ConsentEndpoint implements Endpoints {

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.authorizationEndpoint(endpoint -> endpoint.consentPage(ConsentPages.ASK));
    }
}
