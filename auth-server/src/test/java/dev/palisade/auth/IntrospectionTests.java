package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may know of a token (RFC 7662), and who may end it (RFC 7009). The framework would tell any client of any token. */
class IntrospectionTests extends AuthServerTest {

    @Test
    void introspectWhenOwnTokenThenActive() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        JsonNode answer = introspect("gateway", tokens.get("access_token"));

        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("client_id").asString()).isEqualTo("gateway");
        assertThat(answer.path("scope").asString().split(" ")).containsExactlyInAnyOrder("openid", "cart");
        assertThat(answer.path("sub").asString())
                .isEqualTo(claims(tokens.get("access_token")).getSubject());
        assertThat(answer.path("cnf").path("x5t#S256").asString()).isNotBlank();
        assertThat(introspect("gateway", tokens.get("refresh_token"))
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void introspectWhenTokenIsAddressedToTheCallerThenActive() throws IOException {
        assertThat(introspect("gateway", cliToken("alice", "cart"))
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void introspectWhenTokenWasExchangedThenActiveForItsReceiverOnly() throws IOException {
        String exchanged = exchange(cliToken("alice", "cart"));
        JsonNode answer = introspect("cart-service", exchanged);
        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("act").path("sub").asString()).isEqualTo("gateway");
        assertInactive(introspect("gateway", exchanged));
    }

    @Test
    void introspectWhenTokenIsOfOthersThenNothingIsSaid() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        assertInactive(introspect("cart-service", tokens.get("access_token")));
        assertInactive(introspect("cart-service", tokens.get("refresh_token")));
    }

    @Test
    void introspectWhenNoTokenToBeLetInWithThenNothingIsSaid() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        assertInactive(introspect("gateway", tokens.get("id_token")));
        assertInactive(
                introspect("gateway", gateway().code("alice", password("alice"), "openid cart", CodeFlow.random())));
        assertInactive(introspect("gateway", "made-up"));
    }

    @Test
    void introspectWhenRevokedThenInactive() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        revoke("gateway", tokens.get("refresh_token"));
        assertInactive(introspect("gateway", tokens.get("access_token")));
        assertInactive(introspect("gateway", tokens.get("refresh_token")));
    }

    @Test
    void introspectWhenPublicClientOrNobodyThenInvalidClient() throws IOException {
        String token = cliToken("alice", "cart");
        for (String path : new String[] {"/oauth2/introspect", "/oauth2/revoke"}) {
            assertRefused(post(null, path, "client_id", "palisade-cli", "token", token), 401, "invalid_client");
            assertRefused(
                    post(null, path, "client_id", "palisade-cli", "token", token, "code_verifier", CodeFlow.random()),
                    401,
                    "invalid_client");
            // What makes a public client known where it asks for a device's code makes it known nowhere else.
            assertRefused(
                    post(
                            null,
                            path,
                            "client_id",
                            "palisade-cli",
                            "token",
                            token,
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:device_code"),
                    401,
                    "invalid_client");
            assertRefused(post(null, path, "token", token), 401, "invalid_client");
        }
        assertThat(introspect("gateway", token).path("active").asBoolean()).isTrue();
    }

    @Test
    void introspectWhenNoTokenThenInvalidRequest() throws IOException {
        assertRefused(
                post(TestPlatform.identity("gateway"), "/oauth2/introspect", "client_id", "gateway"),
                400,
                "invalid_request");
    }

    @Test
    void revokeWhenTokenIsOfAnotherThenStaysActive() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        for (Object token :
                Set.of(String.valueOf(tokens.get("access_token")), String.valueOf(tokens.get("refresh_token")))) {
            assertThat(revoke("cart-service", token).status()).isIn(200, 400, 401);
            assertThat(introspect("gateway", token).path("active").asBoolean()).isTrue();
        }
        assertThat(revoke("gateway", tokens.get("access_token")).status()).isEqualTo(200);
        assertInactive(introspect("gateway", tokens.get("access_token")));
    }

    @Test
    void revokeWhenTokenIsUnknownThenFine() throws IOException {
        assertThat(revoke("gateway", "made-up").status()).isEqualTo(200); // RFC 7009 section 2.2
    }

    private String exchange(String subjectToken) throws IOException {
        return token(
                        "gateway",
                        "grant_type",
                        EXCHANGE,
                        "client_id",
                        "gateway",
                        "subject_token",
                        subjectToken,
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "audience",
                        "cart-service",
                        "scope",
                        "cart")
                .json()
                .path("access_token")
                .asString();
    }

    private JsonNode introspect(String workload, @Nullable Object token) throws IOException {
        TestClient.Answer answer = post(
                TestPlatform.identity(workload),
                "/oauth2/introspect",
                "client_id",
                workload,
                "token",
                String.valueOf(token));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private TestClient.Answer revoke(String workload, @Nullable Object token) throws IOException {
        return post(
                TestPlatform.identity(workload),
                "/oauth2/revoke",
                "client_id",
                workload,
                "token",
                String.valueOf(token));
    }

    private static void assertInactive(JsonNode answer) {
        assertThat(answer.toString()).isEqualTo("{\"active\":false}");
    }
}
