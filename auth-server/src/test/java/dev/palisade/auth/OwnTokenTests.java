package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.text.ParseException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Client credentials: what a workload may have for itself. */
class OwnTokenTests extends AuthServerTest {

    @Test
    void requestWhenOnTheEdgeThenBoundTokenOfTheClient() throws IOException, ParseException {
        TestClient.Answer answer = own("gateway", "catalog-service", "catalog:read");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        JWTClaimsSet claims = claims(answer.json().path("access_token").asString());
        assertThat(claims.getSubject()).isEqualTo("gateway");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("gateway");
        assertThat(claims.getAudience()).containsExactly("catalog-service");
        assertThat(claims.getStringClaim("scope")).isEqualTo("catalog:read");
        assertThat(claims.getClaim("roles")).isNull();
        assertThat(claims.getClaim("act")).isNull();
        assertThat(claims.getJSONObjectClaim("cnf"))
                .isEqualTo(Map.of(
                        "x5t#S256",
                        Thumbprint.of(TestPlatform.identity("gateway").certificate())));
        assertThat(decisions.reasons()).containsExactly("permit edge");
        assertThat(decisions.entries().getFirst())
                .containsEntry("point", "client-credentials")
                .containsEntry("resource", "catalog-service")
                .containsEntry("caller", "gateway");
    }

    @Test
    void requestWhenNoAudienceThenRefused() throws IOException {
        assertRefused(
                token("gateway", "grant_type", "client_credentials", "client_id", "gateway", "scope", "catalog:read"),
                400,
                "invalid_target");
        assertThat(decisions.reasons()).containsExactly("deny not-one-audience");
    }

    @Test
    void requestWhenTwoAudiencesThenRefused() throws IOException {
        assertRefused(
                token(
                        "cart-service",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "cart-service",
                        "scope",
                        "catalog:read",
                        "audience",
                        "catalog-service",
                        "audience",
                        "payment-service"),
                400,
                "invalid_target");
        assertThat(decisions.reasons()).containsExactly("deny not-one-audience");
    }

    @Test
    void requestWhenAudienceIsNotOnAnEdgeThenRefused() throws IOException {
        assertRefused(own("gateway", "payment-service", "payment"), 400, "invalid_target");
        assertRefused(own("gateway", "elsewhere", "catalog:read"), 400, "invalid_target");
        assertThat(decisions.reasons()).containsExactly("deny no-such-edge", "deny no-such-edge");
    }

    @Test
    void requestWhenScopeIsOfThePersonsEdgeThenRefused() throws IOException {
        assertRefused(own("gateway", "catalog-service", "catalog:write"), 400, "invalid_scope");
        assertRefused(own("gateway", "cart-service", "cart"), 400, "invalid_scope");
        assertThat(decisions.reasons()).containsExactly("deny scope-not-on-edge", "deny scope-not-on-edge");
    }

    @Test
    void requestWhenScopeIsOfAnotherEdgeThenRefused() throws IOException {
        assertRefused(own("cart-service", "catalog-service", "payment:settle"), 400, "invalid_scope");
        assertThat(own("cart-service", "payment-service", "payment:settle").status())
                .isEqualTo(200);
    }

    @Test
    void requestWhenNoScopeThenRefused() throws IOException {
        assertRefused(
                token(
                        "gateway",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "gateway",
                        "audience",
                        "catalog-service"),
                400,
                "invalid_scope");
        assertThat(decisions.reasons()).containsExactly("deny scope-not-on-edge");
    }

    @Test
    void requestWhenCommandLineThenRefused() throws IOException {
        TestClient.Answer answer = post(
                null,
                "/oauth2/token",
                "grant_type",
                "client_credentials",
                "client_id",
                "palisade-cli",
                "audience",
                "catalog-service",
                "scope",
                "catalog:read");
        assertRefused(answer, 401, "invalid_client");
    }

    @Test
    void requestWhenGrantIsDeadThenRefused() throws IOException {
        assertRefused(
                token(
                        "gateway",
                        "grant_type",
                        "password",
                        "client_id",
                        "gateway",
                        "username",
                        "alice",
                        "password",
                        "x"),
                400,
                "unsupported_grant_type");
        assertRefused(token("gateway", "grant_type", "urn:x", "client_id", "gateway"), 400, "unsupported_grant_type");
    }

    private TestClient.Answer own(String client, String audience, String scope) throws IOException {
        return token(
                client, "grant_type", "client_credentials", "client_id", client, "audience", audience, "scope", scope);
    }
}
