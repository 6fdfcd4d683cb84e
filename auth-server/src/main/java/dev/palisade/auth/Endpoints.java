package dev.palisade.auth;

import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;

/** A feature's say in how the endpoints of the authorization server behave. */
@FunctionalInterface
public interface Endpoints {

    /** Changes the framework's endpoints, or adds one. */
    void configure(OAuth2AuthorizationServerConfigurer server);
}
