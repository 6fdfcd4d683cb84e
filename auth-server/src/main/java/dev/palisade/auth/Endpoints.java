package dev.palisade.auth;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;

/** A feature's say in how the endpoints of the authorization server behave. */
@FunctionalInterface
public interface Endpoints {

    /** Changes the framework's endpoints, or adds one. */
    void configure(OAuth2AuthorizationServerConfigurer server);

    /** What decides about a grant in the framework's place; the framework's own where this feature has no say. */
    default AuthenticationProvider grant(AuthenticationProvider framework) {
        return framework;
    }
}
