package dev.palisade.auth.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.client.Edges;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.TokenRules;
import dev.palisade.platform.token.VerifiedTokens;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Exchanges a person's token that was addressed to the caller for one that the caller may use at one other receiver (RFC
 * 8693). The caller is who its certificate says, so it is the actor, and no actor token is taken. Scopes can only shrink,
 * the end of life can only come nearer, the receiver is one that the caller has an edge to, the result is bound to the
 * caller's certificate, and the chain of actors is kept. Nothing is stored.
 */
@Component
public class TokenExchange {

    /** RFC 8693 section 2.2.2: the receiver is unknown, or not for this caller. */
    static final String INVALID_TARGET = "invalid_target";

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(2);
    private static final int LONGEST_CHAIN = 4;

    private final Edges edges;
    private final OAuth2AuthorizationService authorizations;
    private final JwtEncoder encoder;
    private final JwtDecoder signatures;
    private final AuthProperties.Platform platform;
    private final DecisionLog decisions;
    private final Clock clock;

    TokenExchange(
            Edges edges,
            OAuth2AuthorizationService authorizations,
            JwtEncoder encoder,
            JWKSource<SecurityContext> keys,
            AuthProperties.Platform platform,
            DecisionLog decisions) {
        this.edges = edges;
        this.authorizations = authorizations;
        this.encoder = encoder;
        this.signatures = IssuerKeys.signatures(keys);
        this.platform = platform;
        this.decisions = decisions;
        this.clock = Clock.systemUTC();
    }

    /**
     * This exchange as the token endpoint wants it. It is not a bean: one of this type would take the place of the
     * password check.
     */
    public AuthenticationProvider provider() {
        return new AuthenticationProvider() {
            @Override
            public Authentication authenticate(Authentication authentication) {
                return exchange((OAuth2TokenExchangeAuthenticationToken) authentication);
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return OAuth2TokenExchangeAuthenticationToken.class.isAssignableFrom(authentication);
            }
        };
    }

    private Authentication exchange(OAuth2TokenExchangeAuthenticationToken request) {
        Attempt attempt = new Attempt(request);
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)
                || !client.isAuthenticated()
                || !ClientAuthenticationMethod.TLS_CLIENT_AUTH.equals(client.getClientAuthenticationMethod())
                || !(client.getCredentials() instanceof X509Certificate[] chain)) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_CLIENT, "caller-without-certificate");
        }
        RegisteredClient registered = Objects.requireNonNull(client.getRegisteredClient());
        attempt.caller = registered.getClientId();
        if (!registered.getAuthorizationGrantTypes().contains(AuthorizationGrantType.TOKEN_EXCHANGE)) {
            throw attempt.refused(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "caller-may-not-exchange");
        }
        if (request.getActorToken() != null
                || !ACCESS_TOKEN.equals(request.getSubjectTokenType())
                || !ACCESS_TOKEN.equals(request.getRequestedTokenType())) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "not-an-access-token-alone");
        }
        Jwt subject = subject(request.getSubjectToken(), attempt, chain[0]);
        String audience = audience(request, attempt);
        Set<String> scopes = scopes(request, attempt, subject, audience);
        List<String> actors = actors(subject, attempt);

        Jwt token = issue(subject, attempt.caller, audience, scopes, chain[0]);
        decisions.record(attempt.decision(true, "edge", actors));
        return new OAuth2AccessTokenAuthenticationToken(
                registered,
                client,
                new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER,
                        token.getTokenValue(),
                        token.getIssuedAt(),
                        token.getExpiresAt(),
                        scopes),
                null,
                Map.of("issued_token_type", ACCESS_TOKEN));
    }

    /** The person's token: ours, alive, for the caller, and about a person. */
    private Jwt subject(String token, Attempt attempt, X509Certificate certificate) {
        Jwt subject;
        try {
            subject = new VerifiedTokens(
                            signatures, TokenRules.accessToken(platform.issuer(), attempt.caller, Duration.ZERO, clock))
                    .decode(token);
        } catch (JwtException e) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "subject-token-not-acceptable");
        }
        attempt.subject = String.valueOf(subject.getSubject());
        String issuedTo = subject.getClaimAsString("client_id");
        if (issuedTo == null || issuedTo.equals(subject.getSubject())) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "subject-is-no-person");
        }
        // A token of the caller's own must still be bound to it. One that somebody handed to the caller is bound to
        // that somebody, who proved it on the way in; only a public client's may be bound to nobody.
        if (issuedTo.equals(attempt.caller) && !TokenRules.isBoundTo(subject, certificate)) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "subject-token-bound-to-another");
        }
        if (subject.getClaim("act") == null && !isActive(token)) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "subject-token-revoked");
        }
        return subject;
    }

    /** What a person signed in for is stored, so signing out ends it here at once. */
    private boolean isActive(String token) {
        OAuth2Authorization authorization = authorizations.findByToken(token, OAuth2TokenType.ACCESS_TOKEN);
        OAuth2Authorization.Token<OAuth2AccessToken> stored =
                authorization == null ? null : authorization.getAccessToken();
        return stored != null && stored.isActive();
    }

    private String audience(OAuth2TokenExchangeAuthenticationToken request, Attempt attempt) {
        if (request.getAudiences().size() != 1 || !request.getResources().isEmpty()) {
            throw attempt.refused(INVALID_TARGET, "not-one-audience");
        }
        String audience = request.getAudiences().iterator().next();
        if (edges.between(attempt.caller, audience).isEmpty()) {
            throw attempt.refused(INVALID_TARGET, "no-such-edge");
        }
        attempt.audience = audience;
        return audience;
    }

    private Set<String> scopes(
            OAuth2TokenExchangeAuthenticationToken request, Attempt attempt, Jwt subject, String audience) {
        Set<String> wanted = request.getScopes();
        Set<String> onEdge = edges.between(attempt.caller, audience)
                .map(AuthProperties.Edge::exchange)
                .orElse(Set.of());
        String held = subject.getClaimAsString("scope");
        if (wanted.isEmpty() || !onEdge.containsAll(wanted)) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_SCOPE, "scope-not-on-edge");
        }
        if (held == null || !Set.of(held.split(" ")).containsAll(wanted)) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_SCOPE, "scope-not-in-subject-token");
        }
        return wanted;
    }

    private static List<String> actors(Jwt subject, Attempt attempt) {
        List<String> actors = new ArrayList<>();
        Object next = subject.getClaim("act");
        while (next instanceof Map<?, ?> actor) {
            actors.add(String.valueOf(actor.get("sub")));
            next = actor.get("act");
        }
        if (actors.size() >= LONGEST_CHAIN) {
            throw attempt.refused(OAuth2ErrorCodes.INVALID_REQUEST, "chain-too-long");
        }
        return actors;
    }

    private Jwt issue(Jwt subject, String caller, String audience, Set<String> scopes, X509Certificate certificate) {
        Instant now = clock.instant();
        Instant latest = now.plus(LONGEST_LIFE);
        Instant subjectEnds = Objects.requireNonNull(subject.getExpiresAt());
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("sub", caller);
        if (subject.getClaim("act") != null) {
            actor.put("act", subject.getClaim("act"));
        }
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
                .issuer(platform.issuer().toString())
                .subject(Objects.requireNonNull(subject.getSubject()))
                .audience(List.of(audience))
                .issuedAt(now)
                .notBefore(now)
                .expiresAt(subjectEnds.isBefore(latest) ? subjectEnds : latest)
                .id(UUID.randomUUID().toString())
                .claim("client_id", caller)
                .claim("scope", String.join(" ", new TreeSet<>(scopes)))
                .claim("act", actor)
                .claim("cnf", Map.of("x5t#S256", Thumbprint.of(certificate)));
        // What is known of the person stays as it was: an exchange makes nobody surer or later.
        for (String name : List.of("roles", "acr", "auth_time", "amr")) {
            Object value = subject.getClaim(name);
            if (value != null) {
                claims.claim(name, value);
            }
        }
        JwsHeader header =
                JwsHeader.with(SignatureAlgorithm.PS256).type("at+jwt").build();
        return encoder.encode(JwtEncoderParameters.from(header, claims.build()));
    }

    /** What is known so far about one request, for the decision log. */
    private final class Attempt {

        private String caller = "unknown";
        private String subject = "unknown";
        private String audience;

        Attempt(OAuth2TokenExchangeAuthenticationToken request) {
            this.audience = request.getAudiences().size() == 1 ? "unlisted" : "none-or-several";
        }

        OAuth2AuthenticationException refused(String error, String reason) {
            decisions.record(decision(false, reason, List.of()));
            return new OAuth2AuthenticationException(error);
        }

        Decision decision(boolean permitted, String reason, List<String> actors) {
            return new Decision(
                    "token-exchange", permitted, "ExchangeToken", audience, subject, caller, actors, reason, Set.of());
        }
    }
}
