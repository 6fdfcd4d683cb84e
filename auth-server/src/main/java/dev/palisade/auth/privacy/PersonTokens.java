package dev.palisade.auth.privacy;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.client.Edges;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;

/**
 * The tokens that this server makes for itself, to act for one person at one service. They are as any other (RFC 9068):
 * on an edge, with one scope, and bound to this server's certificate (RFC 8705 section 3).
 */
@Component
class PersonTokens {

    static final String SELF = "auth-server";

    private static final Duration LIFE = Duration.ofMinutes(1);

    private final String issuer;
    private final Edges edges;
    private final WorkloadIdentity identity;
    private final JwtEncoder encoder;
    private final DecisionLog decisions;

    PersonTokens(
            AuthProperties.Platform platform,
            Edges edges,
            WorkloadIdentity identity,
            JwtEncoder encoder,
            DecisionLog decisions) {
        this.issuer = platform.issuer().toString();
        this.edges = edges;
        this.identity = identity;
        this.encoder = encoder;
        this.decisions = decisions;
    }

    /** @throws IllegalStateException when there is no such edge, or this scope is not on it */
    String issue(UUID person, String audience, String scope) {
        boolean permitted = edges.between(SELF, audience)
                .map(AuthProperties.Edge::exchange)
                .orElse(Set.of())
                .contains(scope);
        decisions.record(new Decision(
                "own-token",
                permitted,
                "IssueToken",
                audience,
                person.toString(),
                SELF,
                List.of(SELF),
                permitted ? "edge" : "scope-not-on-edge",
                Set.of()));
        if (!permitted) {
            throw new IllegalStateException("No edge lets this server have " + scope + " at " + audience + ".");
        }
        Instant now = Instant.now();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(issuer)
                .subject(person.toString())
                .audience(List.of(audience))
                .issuedAt(now)
                .notBefore(now)
                .expiresAt(now.plus(LIFE))
                .id(UUID.randomUUID().toString())
                .claim("client_id", SELF)
                .claim("scope", scope)
                .claim("act", Map.of("sub", SELF))
                .claim("cnf", Map.of("x5t#S256", identity.current().thumbprint()))
                .build();
        JwsHeader header =
                JwsHeader.with(SignatureAlgorithm.PS256).type("at+jwt").build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }
}
