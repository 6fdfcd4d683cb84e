package dev.palisade.auth.device;

import dev.palisade.auth.Endpoints;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationProvider;
import org.springframework.stereotype.Component;

/**
 * Lets devices ask for codes and tokens. People decide on a page of ours: the framework's decides for whoever once agreed
 * to the same client, narrows nothing to the roles, and takes any number of guesses.
 */
@Component
class DeviceEndpoints implements Endpoints {

    private final DevicePolling polling;

    DeviceEndpoints(DevicePolling polling) {
        this.polling = polling;
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.deviceAuthorizationEndpoint(endpoint -> endpoint.verificationUri(DevicePages.PATH))
                .deviceVerificationEndpoint(endpoint ->
                        endpoint.authenticationProviders(providers -> providers.replaceAll(DeviceEndpoints::closed)));
    }

    @Override
    public AuthenticationProvider grant(AuthenticationProvider framework) {
        return framework instanceof OAuth2DeviceCodeAuthenticationProvider ? polling.provider(framework) : framework;
    }

    private static AuthenticationProvider closed(AuthenticationProvider framework) {
        return new AuthenticationProvider() {
            @Override
            public @Nullable Authentication authenticate(Authentication authentication) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return framework.supports(authentication);
            }
        };
    }
}
