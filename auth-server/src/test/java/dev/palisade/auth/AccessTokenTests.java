package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.test.TestPlatform;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a token of a person who signed in says (RFC 9068 section 2). */
class AccessTokenTests extends AuthServerTest {

    @Test
    void accessTokenWhenIssuedThenIsOneOfRfc9068() throws ParseException {
        String token = cliToken("carol", "openid cart catalog:write");

        JWSHeader header = SignedJWT.parse(token).getHeader();
        assertThat(header.getType().getType()).isEqualTo("at+jwt");
        assertThat(header.getAlgorithm().getName()).isEqualTo("PS256");
        assertThat(header.getKeyID()).isEqualTo("k1");
        JWTClaimsSet claims = claims(token);
        assertThat(claims.getIssuer()).isEqualTo(issuer());
        assertThat(claims.getAudience()).containsExactly("gateway");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("palisade-cli");
        assertThat(claims.getStringClaim("scope")).isEqualTo("cart catalog:write openid");
        assertThat(claims.getStringListClaim("roles")).containsExactly("merchandiser");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void subjectWhenIssuedThenNamesNobody() {
        String subject = claims(cliToken("alice", "cart")).getSubject();
        assertThat(UUID.fromString(subject)).hasToString(subject);
        assertThat(claims(cliToken("alice", "cart")).getSubject()).isEqualTo(subject);
        assertThat(claims(cliToken("bob", "cart")).getSubject()).isNotEqualTo(subject);
        assertThat(claims(cliToken("alice", "cart")).toString()).doesNotContain("alice");
    }

    @Test
    void accessTokenWhenPublicClientThenNotBound() {
        assertThat(claims(cliToken("alice", "cart")).getClaim("cnf")).isNull();
    }

    @Test
    void accessTokenWhenGatewayThenBoundToItsCertificate() throws ParseException {
        JWTClaimsSet claims = claims(gatewayTokens("alice", "openid cart").get("access_token"));
        assertThat(claims.getJSONObjectClaim("cnf"))
                .isEqualTo(Map.of(
                        "x5t#S256",
                        Thumbprint.of(TestPlatform.identity("gateway").certificate())));
        assertThat(claims.getStringClaim("client_id")).isEqualTo("gateway");
        assertThat(claims.getAudience()).containsExactly("gateway");
    }

    @Test
    void idTokenWhenIssuedThenIsNoAccessToken() throws ParseException {
        String idToken = String.valueOf(gatewayTokens("alice", "openid cart").get("id_token"));

        JWSHeader header = SignedJWT.parse(idToken).getHeader();
        assertThat(header.getType() == null ? "JWT" : header.getType().getType())
                .isEqualTo("JWT");
        assertThat(header.getAlgorithm().getName()).isEqualTo("PS256");
        JWTClaimsSet claims = claims(idToken);
        assertThat(claims.getAudience()).containsExactly("gateway");
        assertThat(claims.getStringClaim("preferred_username")).isEqualTo("alice");
        assertThat(claims.getStringListClaim("roles")).containsExactly("customer");
        assertThat(claims.getClaim("scope")).isNull();
        assertThat(UUID.fromString(claims.getSubject())).isNotNull();
    }
}
