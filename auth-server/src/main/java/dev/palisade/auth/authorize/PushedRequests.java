package dev.palisade.auth.authorize;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2PushedAuthorizationRequestAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Requests that clients have pushed (RFC 9126). A reference lives for 60 seconds and is opened once: the browser that does
 * so has the request in its session from then on, until it is answered, so that the person may take time to sign in. The
 * framework's live for five minutes and can be opened by anybody until a code was issued.
 */
@Component
class PushedRequests {

    /** RFC 9126 section 2.2 suggests between 5 and 600 seconds; a redirect takes one. */
    static final Duration LIFE = Duration.ofSeconds(60);

    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
    private static final String OPENED = "palisade.pushed-requests";
    private static final int TABS = 5; // requests that one browser may have open at once
    private static final OAuth2TokenType STATE = new OAuth2TokenType("state");

    private final OAuth2AuthorizationService authorizations;
    private final JdbcClient jdbc;

    PushedRequests(OAuth2AuthorizationService authorizations, JdbcClient jdbc) {
        this.authorizations = authorizations;
        this.jdbc = jdbc;
    }

    /** The framework's endpoint, with our lifetime in its answer. */
    public AuthenticationProvider provider(AuthenticationProvider framework) {
        return new AuthenticationProvider() {
            @Override
            public @Nullable Authentication authenticate(Authentication authentication) {
                return framework.authenticate(authentication)
                                instanceof OAuth2PushedAuthorizationRequestAuthenticationToken pushed
                        ? living(pushed)
                        : null;
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return framework.supports(authentication);
            }
        };
    }

    private static Authentication living(OAuth2PushedAuthorizationRequestAuthenticationToken pushed) {
        return new OAuth2PushedAuthorizationRequestAuthenticationToken(
                pushed.getAuthorizationUri(),
                pushed.getClientId(),
                (Authentication) pushed.getPrincipal(),
                Objects.requireNonNull(pushed.getRequestUri()),
                Instant.now().plus(LIFE),
                pushed.getRedirectUri(),
                pushed.getState(),
                pushed.getScopes());
    }

    /**
     * The request behind a reference, for the browser that opens it first.
     *
     * @throws org.springframework.security.oauth2.core.OAuth2AuthenticationException when it is unknown, too old, another
     *     client's, or was opened before
     */
    OAuth2AuthorizationRequest open(String reference, String clientId, HttpServletRequest servletRequest) {
        HttpSession session = servletRequest.getSession();
        Map<String, OAuth2AuthorizationRequest> opened = opened(session);
        OAuth2AuthorizationRequest request = opened.get(reference);
        if (request == null) {
            request = take(reference, clientId);
            opened.put(reference, request);
            while (opened.size() > TABS) {
                opened.remove(opened.keySet().iterator().next());
            }
            session.setAttribute(OPENED, opened);
        }
        if (!clientId.equals(request.getClientId())) {
            throw AuthorizationRequests.refused(AuthorizationRequests.REQUEST_URI);
        }
        return request;
    }

    /** Forgets what was answered. */
    void close(OAuth2AuthorizationCodeRequestAuthenticationToken answer, HttpServletRequest servletRequest) {
        HttpSession session = servletRequest.getSession(false);
        if (session == null) {
            return;
        }
        Map<String, OAuth2AuthorizationRequest> opened = opened(session);
        if (opened.values()
                .removeIf(request -> Objects.equals(request.getState(), answer.getState())
                        && Objects.equals(request.getClientId(), answer.getClientId()))) {
            session.setAttribute(OPENED, opened);
        }
    }

    private OAuth2AuthorizationRequest take(String reference, String clientId) {
        OAuth2Authorization pushed = reference.startsWith(PREFIX) && reference.length() > PREFIX.length()
                ? authorizations.findByToken(reference.substring(PREFIX.length()), STATE)
                : null;
        // What is another client's stays where it is, for its own browser to open.
        if (pushed == null
                || !clientId.equals(pushed.getRegisteredClientId())
                || !(pushed.getAttribute(OAuth2AuthorizationRequest.class.getName())
                        instanceof OAuth2AuthorizationRequest request)
                || !isFirst(pushed.getId())) {
            throw AuthorizationRequests.refused(AuthorizationRequests.REQUEST_URI);
        }
        return request;
    }

    private boolean isFirst(String id) {
        return jdbc.sql("""
                        delete from oauth2_authorization
                        where id = ? and created_at > now() - make_interval(secs => ?)
                        """).params(id, LIFE.toSeconds()).update() == 1;
    }

    @SuppressWarnings("unchecked") // nobody else writes this attribute
    private static Map<String, OAuth2AuthorizationRequest> opened(HttpSession session) {
        return session.getAttribute(OPENED) instanceof Map<?, ?> opened
                ? new LinkedHashMap<>((Map<String, OAuth2AuthorizationRequest>) opened)
                : new LinkedHashMap<>();
    }
}
