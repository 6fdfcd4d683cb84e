package dev.palisade.gateway.session;

import dev.palisade.platform.token.AuthenticationClass;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.stereotype.Component;

/**
 * Begins a sign-in. Where a service asks for more than the person has given (RFC 9470), the storefront sends the browser
 * here with what was asked for, and it goes on to the authorization server: an {@code acr_values} that is one of ours, and a
 * {@code max_age} that is a number of seconds. Anything else is left behind. The request itself is pushed.
 */
@Component
public class SignInRequests implements OAuth2AuthorizationRequestResolver {

    private static final Pattern MAX_AGE = Pattern.compile("\\d{1,5}"); // up to a day: longer than any session lives

    private final DefaultOAuth2AuthorizationRequestResolver requests;
    private final PushedSignIn pushed;

    SignInRequests(ClientRegistrationRepository clients, PushedSignIn pushed) {
        this.requests = new DefaultOAuth2AuthorizationRequestResolver(clients);
        this.pushed = pushed;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return begin(request, requests.resolve(request));
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        return begin(request, requests.resolve(request, registration));
    }

    private @Nullable OAuth2AuthorizationRequest begin(
            HttpServletRequest request, @Nullable OAuth2AuthorizationRequest resolved) {
        return resolved == null ? null : pushed.push(confirming(request, resolved));
    }

    private static OAuth2AuthorizationRequest confirming(
            HttpServletRequest request, OAuth2AuthorizationRequest resolved) {
        String acr = request.getParameter("acr_values");
        String maxAge = request.getParameter("max_age");
        return OAuth2AuthorizationRequest.from(resolved)
                .additionalParameters(parameters -> {
                    if (acr != null && AuthenticationClass.of(acr).isPresent()) {
                        parameters.put("acr_values", acr);
                    }
                    if (maxAge != null && MAX_AGE.matcher(maxAge).matches()) {
                        parameters.put("max_age", maxAge);
                    }
                })
                .build();
    }
}
