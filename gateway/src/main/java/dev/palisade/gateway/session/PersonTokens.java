package dev.palisade.gateway.session;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.platform.client.SharedCalls;
import dev.palisade.platform.identity.WorkloadIdentity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The token of the person behind a request, addressed to this gateway: the one that was sent, or the one that the
 * browser's session holds, refreshed when it is about to end or is bound to a certificate that has been renewed since.
 */
@Component
public class PersonTokens {

    private static final Duration EARLY = Duration.ofSeconds(15);

    private final OAuth2AuthorizedClientRepository clients;
    private final OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshes;
    private final WorkloadIdentity identity;
    private final Clock clock = Clock.systemUTC();

    // A refresh token works once. Requests of one browser that find the same one share what the first of them got.
    private final SharedCalls<String, OAuth2AuthorizedClient> refreshed =
            new SharedCalls<>(Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)));

    PersonTokens(
            OAuth2AuthorizedClientRepository clients,
            OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshes,
            WorkloadIdentity identity) {
        this.clients = clients;
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
                clients.loadAuthorizedClient(signedIn.getAuthorizedClientRegistrationId(), person, request);
        if (client == null) {
            throw new SignInAgainException();
        }
        if (isUsable(client.getAccessToken())) {
            return client.getAccessToken().getTokenValue();
        }
        OAuth2AuthorizedClient renewed;
        try {
            renewed = refresh(client);
        } catch (SignInAgainException e) {
            endSession(request);
            throw e;
        }
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                && attributes.getResponse() != null) {
            clients.saveAuthorizedClient(renewed, person, request, attributes.getResponse());
        }
        return renewed.getAccessToken().getTokenValue();
    }

    private boolean isUsable(OAuth2AccessToken token) {
        Instant expiresAt = token.getExpiresAt();
        return expiresAt != null
                && clock.instant().plus(EARLY).isBefore(expiresAt)
                && identity.current().thumbprint().equals(thumbprint(token.getTokenValue()));
    }

    private OAuth2AuthorizedClient refresh(OAuth2AuthorizedClient client) {
        OAuth2RefreshToken refreshToken = client.getRefreshToken();
        if (refreshToken == null) {
            throw new SignInAgainException();
        }
        try {
            return refreshed.get(hash(refreshToken.getTokenValue()), () -> {
                OAuth2AccessTokenResponse response = refreshes.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                        client.getClientRegistration(), client.getAccessToken(), refreshToken));
                return new OAuth2AuthorizedClient(
                        client.getClientRegistration(),
                        client.getPrincipalName(),
                        response.getAccessToken(),
                        response.getRefreshToken() == null ? refreshToken : response.getRefreshToken());
            });
        } catch (OAuth2AuthorizationException e) {
            if (OAuth2ErrorCodes.INVALID_GRANT.equals(e.getError().getErrorCode())) {
                throw new SignInAgainException();
            }
            // An outage is no reason to send the person away: the session may be refreshed later.
            throw new ResourceAccessException(
                    "auth-server gave no token: " + e.getError().getErrorCode());
        }
    }

    /** A session whose tokens are dead must not look like one of somebody who is signed in. */
    private static void endSession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
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

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
