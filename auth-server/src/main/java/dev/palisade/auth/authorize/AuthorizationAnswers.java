package dev.palisade.auth.authorize;

import dev.palisade.auth.AuthProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Answers a request for authorization: a code or an error, always with the issuer (RFC 9207), so that a client of several
 * authorization servers knows whose answer it is. The framework names none. An error whose redirect address is not known
 * to be the client's is shown and not sent.
 */
@Component
class AuthorizationAnswers implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    private final PushedRequests pushed;
    private final String issuer;

    AuthorizationAnswers(PushedRequests pushed, AuthProperties.Platform platform) {
        this.pushed = pushed;
        this.issuer = platform.issuer().toString();
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AuthorizationCodeRequestAuthenticationToken answer =
                (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
        pushed.close(answer, request);
        UriComponentsBuilder redirect = UriComponentsBuilder.fromUriString(
                        Objects.requireNonNull(answer.getRedirectUri()))
                .queryParam(
                        "code",
                        Objects.requireNonNull(answer.getAuthorizationCode()).getTokenValue());
        send(response, redirect, answer.getState());
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        OAuth2AuthorizationCodeRequestAuthenticationException refused =
                (OAuth2AuthorizationCodeRequestAuthenticationException) e;
        OAuth2AuthorizationCodeRequestAuthenticationToken asked = refused.getAuthorizationCodeRequestAuthentication();
        OAuth2Error error = refused.getError();
        if (asked == null || asked.getRedirectUri() == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, error.getErrorCode());
            return;
        }
        pushed.close(asked, request);
        UriComponentsBuilder redirect = UriComponentsBuilder.fromUriString(asked.getRedirectUri())
                .queryParam("error", encoded(error.getErrorCode()));
        if (error.getDescription() != null) {
            redirect.queryParam("error_description", encoded(error.getDescription()));
        }
        send(response, redirect, asked.getState());
    }

    private void send(HttpServletResponse response, UriComponentsBuilder redirect, @Nullable String state)
            throws IOException {
        if (state != null && !state.isEmpty()) {
            redirect.queryParam("state", encoded(state));
        }
        redirect.queryParam("iss", encoded(issuer));
        response.sendRedirect(redirect.build(true).toUriString());
    }

    private static String encoded(String value) {
        return UriUtils.encode(value, StandardCharsets.UTF_8);
    }
}
