package dev.palisade.gateway.session;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.platform.client.SharedCalls;
import dev.palisade.platform.hash.Sha256;
import dev.palisade.platform.identity.WorkloadIdentity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;

/**
 * The token of the person behind a request, addressed to this gateway: the one that was sent, or the one that the
 * browser's session holds, refreshed when it is about to end or is bound to a certificate that has been renewed since. A
 * refresh token works once, so of all requests of one session, at whichever gateway, one refreshes and the others take
 * what it got.
 */
@Component
public class PersonTokens {

    private static final Duration EARLY = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(12); // longer than a gateway that died holds the lease
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final SessionTokens tokens;
    private final BrowserSessions sessions;
    private final OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshes;
    private final WorkloadIdentity identity;
    private final Clock clock = Clock.systemUTC();

    // Requests at this gateway share what the first of them got.
    private final SharedCalls<String, OAuth2AuthorizedClient> refreshed =
            new SharedCalls<>(Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)));

    PersonTokens(
            SessionTokens tokens,
            BrowserSessions sessions,
            OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshes,
            WorkloadIdentity identity) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.refreshes = refreshes;
        this.identity = identity;
    }

    /**
     * The person's token.
     *
     * @throws SignInAgainException when there is none that works, and none can be had without the person
     */
    public String current(@Nullable Authentication person, HttpServletRequest request) {
        if (person instanceof JwtAuthenticationToken bearer) {
            return bearer.getToken().getTokenValue();
        }
        if (!(person instanceof OAuth2AuthenticationToken signedIn)) {
            throw new SignInAgainException();
        }
        OAuth2AuthorizedClient client =
                tokens.loadAuthorizedClient(signedIn.getAuthorizedClientRegistrationId(), person, request);
        HttpSession session = request.getSession(false);
        if (client == null || session == null) {
            throw new SignInAgainException();
        }
        if (isUsable(client.getAccessToken())) {
            return client.getAccessToken().getTokenValue();
        }
        try {
            OAuth2AuthorizedClient renewed = refresh(client, session.getId());
            SessionTokens.keep(renewed, session);
            return renewed.getAccessToken().getTokenValue();
        } catch (SignInAgainException e) {
            // A session whose tokens are dead must not look like one of somebody who is signed in.
            session.invalidate();
            throw e;
        }
    }

    private boolean isUsable(OAuth2AccessToken token) {
        Instant expiresAt = token.getExpiresAt();
        return expiresAt != null
                && clock.instant().plus(EARLY).isBefore(expiresAt)
                && identity.current().thumbprint().equals(thumbprint(token.getTokenValue()));
    }

    private OAuth2AuthorizedClient refresh(OAuth2AuthorizedClient client, String sessionId) {
        OAuth2RefreshToken refreshToken = client.getRefreshToken();
        if (refreshToken == null) {
            throw new SignInAgainException();
        }
        return refreshed.get(Sha256.hex(refreshToken.getTokenValue()), () -> refreshInTurn(sessionId));
    }

    private OAuth2AuthorizedClient refreshInTurn(String sessionId) {
        Instant end = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(end)) {
            boolean leased = sessions.lease(sessionId);
            try {
                OAuth2AuthorizedClient stored = tokens.stored(sessionId);
                if (stored == null) {
                    throw new SignInAgainException();
                }
                if (isUsable(stored.getAccessToken())) {
                    return stored;
                }
                if (leased) {
                    OAuth2AuthorizedClient renewed = request(stored);
                    tokens.store(renewed, sessionId);
                    return renewed;
                }
            } finally {
                if (leased) {
                    sessions.release(sessionId);
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new ResourceAccessException("Another gateway did not refresh a session in time");
    }

    private OAuth2AuthorizedClient request(OAuth2AuthorizedClient client) {
        OAuth2RefreshToken refreshToken = client.getRefreshToken();
        if (refreshToken == null) {
            throw new SignInAgainException();
        }
        try {
            OAuth2AccessTokenResponse response = refreshes.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                    client.getClientRegistration(), client.getAccessToken(), refreshToken));
            return new OAuth2AuthorizedClient(
                    client.getClientRegistration(),
                    client.getPrincipalName(),
                    response.getAccessToken(),
                    response.getRefreshToken() == null ? refreshToken : response.getRefreshToken());
        } catch (OAuth2AuthorizationException e) {
            if (OAuth2ErrorCodes.INVALID_GRANT.equals(e.getError().getErrorCode())) {
                throw new SignInAgainException();
            }
            // An outage is no reason to send the person away: the session may be refreshed later.
            throw new ResourceAccessException(
                    "auth-server gave no token: " + e.getError().getErrorCode());
        }
    }

    private static @Nullable String thumbprint(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getClaim("cnf") instanceof Map<?, ?> confirmation
                    ? String.valueOf(confirmation.get("x5t#S256"))
                    : null;
        } catch (ParseException e) {
            return null;
        }
    }

    /** The person has to sign in again. */
    public static final class SignInAgainException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SignInAgainException() {
            super("The person has to sign in again");
        }
    }
}
