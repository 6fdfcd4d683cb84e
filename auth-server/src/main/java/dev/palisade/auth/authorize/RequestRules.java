package dev.palisade.auth.authorize;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;

/**
 * What a request for authorization must say beyond what the framework asks for. The redirect address is checked first,
 * so that every other refusal can be sent to the client.
 */
final class RequestRules implements Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {

    private static final Pattern S256 = Pattern.compile("[A-Za-z0-9_-]{43}"); // a SHA-256 in base64url
    private static final int LONGEST_VALUE = 512;

    private final Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> framework =
            new OAuth2AuthorizationCodeRequestAuthenticationValidator();

    @Override
    public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        if (request.getRedirectUri() == null || request.getRedirectUri().isBlank()) {
            // FAPI 2.0 section 5.3.2.2: always sent, so that a code is always bound to it.
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "redirect_uri", request, null);
        }
        framework.accept(context);
        Map<String, Object> parameters = request.getAdditionalParameters();
        if (parameters.containsKey("request")) {
            throw refused("request_not_supported", "request", request); // OpenID Connect Core section 6
        }
        if (parameters.containsKey("registration")) {
            throw refused("registration_not_supported", "registration", request);
        }
        if (parameters.containsKey("response_mode") && !"query".equals(parameters.get("response_mode"))) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "response_mode", request);
        }
        if (parameters.get("code_challenge") instanceof String challenge
                && !S256.matcher(challenge).matches()) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "code_challenge", request);
        }
        if (request.getState() != null && request.getState().length() > LONGEST_VALUE) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "state", request);
        }
        if (parameters.get("nonce") instanceof String nonce && nonce.length() > LONGEST_VALUE) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "nonce", request);
        }
        if ("none".equals(parameters.get("prompt")) && request.getPrincipal() instanceof AnonymousAuthenticationToken) {
            // OpenID Connect Core section 3.1.2.6; the framework would show the sign-in page.
            throw refused("login_required", "prompt", request);
        }
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            String error, String parameter, OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        return refused(error, parameter, request, request.getRedirectUri());
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            String error,
            String parameter,
            OAuth2AuthorizationCodeRequestAuthenticationToken request,
            @Nullable String redirectUri) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(error, "OAuth 2.0 Parameter: " + parameter, null),
                new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        request.getAuthorizationUri(),
                        request.getClientId(),
                        (Authentication) request.getPrincipal(),
                        redirectUri,
                        request.getState(),
                        request.getScopes(),
                        request.getAdditionalParameters()));
    }
}
