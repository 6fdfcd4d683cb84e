package dev.palisade.auth.authorize;

import dev.palisade.auth.Endpoints;
import dev.palisade.auth.factor.StepUp;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2PushedAuthorizationRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.stereotype.Component;

/** Sets up where authorization is asked for: by what is pushed, and by what a browser brings. */
@Component
class AuthorizeEndpoints implements Endpoints {

    private final AuthorizationRequests requests;
    private final AuthorizationAnswers answers;
    private final PushedRequests pushed;
    private final StepUp stepUp;

    AuthorizeEndpoints(
            AuthorizationRequests requests, AuthorizationAnswers answers, PushedRequests pushed, StepUp stepUp) {
        this.requests = requests;
        this.answers = answers;
        this.pushed = pushed;
        this.stepUp = stepUp;
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.pushedAuthorizationRequestEndpoint(endpoint -> endpoint.pushedAuthorizationRequestConverters(
                                converters -> {
                                    converters.clear();
                                    converters.add(requests::convert);
                                })
                        .authenticationProviders(providers -> providers.replaceAll(provider -> {
                            if (provider instanceof OAuth2PushedAuthorizationRequestAuthenticationProvider own) {
                                own.setAuthenticationValidator(new RequestRules());
                            }
                            return pushed.provider(provider);
                        })))
                .authorizationEndpoint(endpoint -> endpoint.authorizationRequestConverters(
                                converters -> converters.replaceAll(converter ->
                                        converter instanceof OAuth2AuthorizationCodeRequestAuthenticationConverter
                                                ? requests::convert
                                                : converter))
                        .authenticationProviders(providers -> providers.forEach(provider -> {
                            if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider own) {
                                own.setAuthenticationValidator(new RequestRules());
                                own.setAuthorizationConsentRequired(stepUp);
                            }
                        }))
                        .authorizationResponseHandler(answers)
                        .errorResponseHandler(answers));
    }
}
