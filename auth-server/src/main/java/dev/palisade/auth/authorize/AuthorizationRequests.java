package dev.palisade.auth.authorize;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.logout.SignInSession;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2PushedAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Reads a request for authorization, pushed or plain, into one form. Parameters come once (RFC 6749 section 3.1), those
 * that nobody here knows are left out, scopes are narrowed to what the person may grant, also those of a pushed request.
 */
@Component
public class AuthorizationRequests {

    /** The attribute of a request that names the sign-in; no client can set it. */
    public static final String SIGN_IN = "palisade.sid";

    static final String REQUEST_URI = "request_uri";

    private static final Set<String> KNOWN = Set.of(
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "prompt",
            "max_age",
            "acr_values",
            "login_hint",
            "request",
            "registration",
            "response_mode",
            "dpop_jkt",
            REQUEST_URI);

    private final OAuth2AuthorizationCodeRequestAuthenticationConverter requests =
            new OAuth2AuthorizationCodeRequestAuthenticationConverter();
    private final AuthProperties properties;
    private final PushedRequests pushed;
    private final GrantedScopes grantedScopes;

    AuthorizationRequests(AuthProperties properties, PushedRequests pushed, GrantedScopes grantedScopes) {
        this.properties = properties;
        this.pushed = pushed;
        this.grantedScopes = grantedScopes;
    }

    /** The request, or {@code null} when it is none. It is no converter by type: a bean of that type would read tokens. */
    @Nullable
    Authentication convert(HttpServletRequest servletRequest) {
        servletRequest.getParameterMap().forEach((name, values) -> {
            if (values.length > 1 && !name.equals("scope")) { // the consent form has a scope for each box
                throw refused(name);
            }
        });
        return switch (requests.convert(servletRequest)) {
            case OAuth2PushedAuthorizationRequestAuthenticationToken push -> onlyKnown(push);
            case OAuth2AuthorizationCodeRequestAuthenticationToken request -> read(request, servletRequest);
            case null, default -> null;
        };
    }

    private Authentication read(
            OAuth2AuthorizationCodeRequestAuthenticationToken request, HttpServletRequest servletRequest) {
        Authentication person = (Authentication) request.getPrincipal();
        String redirectUri = request.getRedirectUri();
        String state = request.getState();
        Set<String> scopes = request.getScopes();
        Map<String, Object> parameters = onlyKnown(request.getAdditionalParameters());
        if (parameters.get(REQUEST_URI) instanceof String reference) {
            OAuth2AuthorizationRequest opened = pushed.open(reference, request.getClientId(), servletRequest);
            redirectUri = opened.getRedirectUri();
            state = opened.getState();
            scopes = opened.getScopes();
            parameters = onlyKnown(opened.getAdditionalParameters());
        } else if (mustPush(request.getClientId())) {
            throw refused(REQUEST_URI);
        }
        if (!(person instanceof AnonymousAuthenticationToken) && person.isAuthenticated()) {
            scopes = grantedScopes.narrow(scopes, person);
            parameters.put(SIGN_IN, SignInSession.of(servletRequest, person.getName()));
        }
        OAuth2AuthorizationCodeRequestAuthenticationToken read = new OAuth2AuthorizationCodeRequestAuthenticationToken(
                request.getAuthorizationUri(), request.getClientId(), person, redirectUri, state, scopes, parameters);
        read.setDetails(request.getDetails());
        return read;
    }

    private boolean mustPush(String clientId) {
        AuthProperties.Client client = properties.clients().get(clientId);
        return client != null && client.mustPush();
    }

    private static Authentication onlyKnown(OAuth2PushedAuthorizationRequestAuthenticationToken push) {
        return new OAuth2PushedAuthorizationRequestAuthenticationToken(
                push.getAuthorizationUri(),
                push.getClientId(),
                (Authentication) push.getPrincipal(),
                push.getRedirectUri(),
                push.getState(),
                push.getScopes(),
                onlyKnown(push.getAdditionalParameters()));
    }

    private static Map<String, Object> onlyKnown(Map<String, Object> parameters) {
        Map<String, Object> known = new HashMap<>(parameters);
        known.keySet().retainAll(KNOWN);
        return known;
    }

    /** An error that is shown and not sent anywhere: where to is not known to be the client's yet. */
    static OAuth2AuthorizationCodeRequestAuthenticationException refused(String parameter) {
        // The name may be the sender's own word, so it is only repeated when it is one of ours.
        String description = KNOWN.contains(parameter) ? "OAuth 2.0 Parameter: " + parameter : null;
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null), null);
    }
}
