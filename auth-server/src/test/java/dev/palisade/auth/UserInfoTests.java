package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.DpopProof;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may ask who signed in (OpenID Connect Core section 5.3). */
class UserInfoTests extends AuthServerTest {

    @Test
    void userInfoWhenTokenIsBoundToTheCallerThenSubject() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        TestClient.Answer answer = ask(TestPlatform.identity("gateway"), tokens.get("access_token"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("sub").asString())
                .isEqualTo(claims(tokens.get("id_token")).getSubject());
    }

    @Test
    void userInfoWhenBearerTokenOfAPublicClientThenSubject() throws IOException {
        assertThat(ask(null, cliToken("alice", "openid cart")).status()).isEqualTo(200);
    }

    @Test
    void userInfoWhenPostedThenSubject() throws IOException {
        try (TestClient client = client(null)) {
            assertThat(client.request("POST", "/userinfo")
                            .bearer(cliToken("alice", "openid"))
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void userInfoWhenTokenIsInTheBodyThenRefused() throws IOException {
        assertThat(post(null, "/userinfo", "access_token", cliToken("alice", "openid"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void userInfoWhenTokenIsBoundToAnotherThenRefused() throws IOException {
        Object token = gatewayTokens("alice", "openid cart").get("access_token");
        assertThat(ask(null, token).status()).isEqualTo(401);
        assertThat(ask(TestPlatform.identity("cart-service"), token).status()).isEqualTo(401);
    }

    /** The framework refuses this as well; our own rule is the second to do so. */
    @Test
    void userInfoWhenTokenIsBoundToAKeyThenRefused() throws IOException {
        ECKey key = DpopProof.newKey();
        String verifier = CodeFlow.random();
        String code = cli().code("alice", password("alice"), "openid", verifier);
        try (TestClient client = client(null)) {
            TestClient.Answer answer = client.request("POST", "/oauth2/token")
                    .header(
                            "DPoP",
                            DpopProof.of(key, "POST", issuer() + "/oauth2/token")
                                    .sign())
                    .body(
                            "application/x-www-form-urlencoded",
                            form(
                                    "grant_type",
                                    "authorization_code",
                                    "client_id",
                                    "palisade-cli",
                                    "code",
                                    code,
                                    "code_verifier",
                                    verifier,
                                    "redirect_uri",
                                    LOOPBACK))
                    .send();
            assertThat(answer.json().path("token_type").asString()).isEqualTo("DPoP");
            assertThat(ask(null, answer.json().path("access_token").asString()).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void userInfoWhenNoAccessTokenOfAPersonThenRefused() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        Identity gateway = TestPlatform.identity("gateway");
        assertThat(ask(gateway, tokens.get("id_token")).status()).isEqualTo(401);
        assertThat(ask(gateway, tokens.get("refresh_token")).status()).isEqualTo(401);
        assertThat(ask(gateway, "made-up").status()).isEqualTo(401);
        assertThat(ask(null, cliToken("alice", "cart")).status()).isEqualTo(403);
        try (TestClient client = client(null)) {
            assertThat(client.request("GET", "/userinfo").send().status()).isEqualTo(401);
        }
    }

    private TestClient.Answer ask(@Nullable Identity identity, @Nullable Object token) throws IOException {
        try (TestClient client = client(identity)) {
            return client.request("GET", "/userinfo")
                    .bearer(String.valueOf(token))
                    .send();
        }
    }
}
