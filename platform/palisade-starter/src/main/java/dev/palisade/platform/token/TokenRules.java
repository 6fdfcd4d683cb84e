package dev.palisade.platform.token;

import dev.palisade.platform.identity.PeerCertificate;
import dev.palisade.platform.identity.Thumbprint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What an access token must be. Each rule is required: the framework's own let a token without expiry, without type or
 * without binding pass. A refusal names the rule, for the decision log, and nothing of the token.
 */
public final class TokenRules {

    /** Twice what any token here lives: one that claims more was not made by the rules, whoever signed it. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

    private TokenRules() {}

    /**
     * The rules for every access token: type, issuer, audience, times and subject (RFC 9068 section 4).
     *
     * @param issuer the only issuer that counts
     * @param audience the name that the token must carry
     * @param skew how far clocks may differ
     * @param clock the time
     */
    public static OAuth2TokenValidator<Jwt> accessToken(URI issuer, String audience, Duration skew, Clock clock) {
        return new DelegatingOAuth2TokenValidator<>(
                rule("token-type", TokenRules::isAccessToken),
                rule("token-issuer", token -> issuer.toString().equals(token.getClaimAsString("iss"))),
                rule("token-audience", token -> hasAudience(token, audience)),
                rule("token-time", token -> isTimely(token, clock.instant(), skew)),
                rule(
                        "token-subject",
                        token -> token.getSubject() != null
                                && !token.getSubject().isBlank()));
    }

    /** A rule of one's own; {@code reason} is the word for the decision log. */
    public static OAuth2TokenValidator<Jwt> rule(String reason, Predicate<Jwt> check) {
        OAuth2Error error = new OAuth2Error("invalid_token", reason, null);
        return token ->
                check.test(token) ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(error);
    }

    /** Whether a token says that it is bound to some certificate (RFC 8705 section 3.1). */
    public static boolean isBound(Jwt token) {
        return token.getClaim("cnf") != null;
    }

    /** Whether a token is bound to this very certificate (RFC 8705 section 3); one without binding is not. */
    public static boolean isBoundTo(Jwt token, @Nullable X509Certificate certificate) {
        if (certificate == null
                || !(token.getClaim("cnf") instanceof Map<?, ?> confirmation)
                || !(confirmation.get("x5t#S256") instanceof String thumbprint)) {
            return false;
        }
        return MessageDigest.isEqual(
                thumbprint.getBytes(StandardCharsets.UTF_8),
                Thumbprint.of(certificate).getBytes(StandardCharsets.UTF_8));
    }

    /** The certificate of the connection that the current request came over, if it had one. */
    public static @Nullable X509Certificate peer() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? PeerCertificate.of(attributes.getRequest())
                : null;
    }

    /** RFC 9068 section 4: anything but an access token, such as an ID token, is refused. */
    private static boolean isAccessToken(Jwt token) {
        String type = String.valueOf(token.getHeaders().get("typ"));
        return type.equalsIgnoreCase("at+jwt") || type.equalsIgnoreCase("application/at+jwt");
    }

    private static boolean hasAudience(Jwt token, String audience) {
        List<String> audiences = token.getAudience();
        return audiences != null && audiences.contains(audience);
    }

    /** RFC 7519 sections 4.1.4 to 4.1.6; expiry and time of issue are not optional here (RFC 9068 section 2.2). */
    private static boolean isTimely(Jwt token, Instant now, Duration skew) {
        Instant expiresAt = token.getExpiresAt();
        Instant issuedAt = token.getIssuedAt();
        Instant notBefore = token.getNotBefore();
        Instant latest = now.plus(skew);
        return expiresAt != null
                && issuedAt != null
                && now.isBefore(expiresAt.plus(skew))
                && !expiresAt.isAfter(issuedAt.plus(LONGEST_LIFE))
                && !issuedAt.isAfter(latest)
                && (notBefore == null || !notBefore.isAfter(latest));
    }
}
