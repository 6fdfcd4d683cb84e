package dev.palisade.gateway.logout;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.session.BrowserSessions;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.TokenRules;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Ends browser sessions when the authorization server says so (OpenID Connect Back-Channel Logout 1.0). This port asks
 * nobody for a certificate: the signature of the logout token is the proof. Spring's own support keeps its list of
 * sessions in memory and signs out by a request to itself; ours are in PostgreSQL, where any gateway can end them.
 */
@RestController
class BackchannelLogout {

    /** Where the authorization server tells it. */
    static final String PATH = "/backchannel-logout";

    private static final String CLIENT = "gateway";
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(2); // section 2.4

    private final JwtDecoder signatures;
    private final OAuth2TokenValidator<Jwt> rules;
    private final BrowserSessions sessions;
    private final DecisionLog decisions;

    BackchannelLogout(
            JWKSource<SecurityContext> keys,
            GatewayProperties.Platform platform,
            BrowserSessions sessions,
            DecisionLog decisions) {
        this.signatures = IssuerKeys.signatures(keys);
        this.rules = rules(platform.issuer().toString(), Clock.systemUTC());
        this.sessions = sessions;
        this.decisions = decisions;
    }

    @PostMapping(path = PATH, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Map<String, String>> end(HttpServletRequest request) throws IOException {
        Jwt token = accepted(logoutToken(request));
        if (token == null) {
            decisions.record(decision(false, "unknown", "logout-token-not-acceptable"));
            return ResponseEntity.badRequest()
                    .cacheControl(CacheControl.noStore())
                    .contentType(MediaType.APPLICATION_JSON) // whatever is asked for: section 2.8
                    .body(Map.of("error", "invalid_request"));
        }
        String person = String.valueOf(token.getSubject());
        String sid = token.getClaimAsString("sid");
        int ended = sessions.end(person, sid, Objects.requireNonNull(token.getIssuedAt()));
        decisions.record(decision(true, person, ended == 0 ? "no-session" : "session-ended"));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).build();
    }

    /** The one token of the form. The limit on bodies has read it already, so the container knows no parameters. */
    private static @Nullable String logoutToken(HttpServletRequest request) throws IOException {
        String form = new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        List<String> tokens = UriComponentsBuilder.newInstance()
                .query(form)
                .build()
                .getQueryParams()
                .get("logout_token");
        return tokens == null || tokens.size() != 1 ? null : tokens.getFirst(); // a JWT needs no decoding
    }

    private @Nullable Jwt accepted(@Nullable String token) {
        if (token == null) {
            return null;
        }
        try {
            Jwt jwt = signatures.decode(token);
            return rules.validate(jwt).hasErrors() ? null : jwt;
        } catch (JwtException e) {
            return null;
        }
    }

    /** Section 2.6. */
    private static OAuth2TokenValidator<Jwt> rules(String issuer, Clock clock) {
        return new DelegatingOAuth2TokenValidator<>(
                TokenRules.rule(
                        "type",
                        token -> "logout+jwt"
                                .equalsIgnoreCase(
                                        String.valueOf(token.getHeaders().get("typ")))),
                TokenRules.rule("issuer", token -> issuer.equals(token.getClaimAsString("iss"))),
                TokenRules.rule("audience", token -> List.of(CLIENT).equals(token.getAudience())),
                TokenRules.rule("time", token -> isTimely(token, clock.instant())),
                TokenRules.rule("subject", token -> token.getSubject() != null && token.getId() != null),
                TokenRules.rule(
                        "event",
                        token -> token.getClaim("events") instanceof Map<?, ?> events
                                && events.get(EVENT) instanceof Map<?, ?>),
                TokenRules.rule("nonce", token -> !token.hasClaim("nonce"))); // or an ID token could be sent here
    }

    private static boolean isTimely(Jwt token, Instant now) {
        Instant issuedAt = token.getIssuedAt();
        Instant expiresAt = token.getExpiresAt();
        return issuedAt != null
                && expiresAt != null
                && !issuedAt.isAfter(now.plus(SKEW))
                && now.isBefore(expiresAt.plus(SKEW))
                && !expiresAt.isAfter(issuedAt.plus(LONGEST_LIFE));
    }

    private static Decision decision(boolean permitted, String person, String reason) {
        return new Decision(
                "sign-out", permitted, "EndSession", CLIENT, person, "outside", List.of(), reason, Set.of());
    }
}
