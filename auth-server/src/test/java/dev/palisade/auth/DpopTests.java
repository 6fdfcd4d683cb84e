package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.palisade.local.CodeFlow;
import dev.palisade.test.DpopProof;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tokens that a public client has bound to a key of its own (RFC 9449 section 5). */
class DpopTests extends AuthServerTest {

    private final ECKey key = DpopProof.newKey();

    /** Whoever customises claims loses the framework's binding: it would be a bearer token without a word. */
    @Test
    void redeemWhenProofThenTokenIsBoundToTheKey() throws IOException, JOSEException {
        TestClient.Answer answer = redeem(proof().sign());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("token_type").asString()).isEqualTo("DPoP");
        assertThat(claims(answer.json().path("access_token").asString()).getClaim("cnf"))
                .isEqualTo(Map.of("jkt", key.computeThumbprint().toString()));
    }

    @Test
    void redeemWhenNoProofThenBearer() throws IOException {
        TestClient.Answer answer = redeem(null);
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(claims(answer.json().path("access_token").asString()).getClaim("cnf"))
                .isNull();
    }

    @Test
    void redeemWhenProofIsWrongThenRefused() throws IOException {
        for (DpopProof wrong : new DpopProof[] {
            DpopProof.of(key, "GET", tokenEndpoint()),
            DpopProof.of(key, "POST", issuer() + "/oauth2/par"),
            DpopProof.of(key, "POST", "https://evil.example/oauth2/token"),
            DpopProof.of(TestIssuer.newKey("any"), "RS256", "POST", tokenEndpoint()),
            proof().claim("iat", Instant.now().minusSeconds(40)),
            proof().claim("iat", Instant.now().plusSeconds(40)),
            proof().claim("jti", null),
            proof().type("JWT"),
            proof().withoutKey(),
            proof().signedBy(DpopProof.newKey())
        }) {
            assertRefused(redeem(wrong.sign()), 400, "invalid_dpop_proof");
        }
        assertRefused(redeem("not-a-proof"), 400, "invalid_dpop_proof");
    }

    /** RFC 9449 section 10: a stolen code is worth nothing without the key that it was asked for with. */
    @Test
    void redeemWhenCodeIsBoundToAKeyThenItsProofAlone() throws IOException, JOSEException {
        String thumbprint = key.computeThumbprint().toString();
        assertRefused(redeem(null, thumbprint), 400, "invalid_dpop_proof");
        assertRefused(
                redeem(DpopProof.of(DpopProof.newKey(), "POST", tokenEndpoint()).sign(), thumbprint),
                400,
                "invalid_dpop_proof");
        assertThat(redeem(proof().sign(), thumbprint).status()).isEqualTo(200);
    }

    @Test
    void redeemWhenProofWasUsedThenRefused() throws IOException {
        String proof = proof().sign();
        assertThat(redeem(proof).status()).isEqualTo(200);
        assertRefused(redeem(proof), 400, "invalid_dpop_proof");
    }

    @Test
    void tokenWhenWorkloadSendsAProofThenRefused() throws IOException {
        try (TestClient client = client(TestPlatform.identity("gateway"))) {
            String[] form = {
                "grant_type", "client_credentials",
                "client_id", "gateway",
                "audience", "catalog-service",
                "scope", "catalog:read"
            };
            assertThat(client.request("POST", "/oauth2/token")
                            .body("application/x-www-form-urlencoded", form(form))
                            .send()
                            .status())
                    .isEqualTo(200);
            assertRefused(
                    client.request("POST", "/oauth2/token")
                            .header("DPoP", proof().sign())
                            .body("application/x-www-form-urlencoded", form(form))
                            .send(),
                    400,
                    "invalid_dpop_proof");
        }
    }

    /** The gateway has verified the proof; what it gets is bound to its own certificate, and to no key. */
    @Test
    void exchangeWhenSubjectTokenIsBoundToAKeyThenBoundToTheCaller() throws IOException {
        String bound = redeem(proof().sign()).json().path("access_token").asString();
        TestClient.Answer answer = exchange("gateway", bound);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(claims(answer.json().path("access_token").asString()).getClaim("cnf"))
                .asString()
                .contains("x5t#S256")
                .doesNotContain("jkt");
        assertRefused(exchange("cart-service", bound), 400, "invalid_request");
    }

    private TestClient.Answer exchange(String caller, String subjectToken) throws IOException {
        return token(
                caller,
                "grant_type",
                EXCHANGE,
                "client_id",
                caller,
                "subject_token",
                subjectToken,
                "subject_token_type",
                ACCESS_TOKEN,
                "audience",
                "cart-service",
                "scope",
                "cart");
    }

    private String tokenEndpoint() {
        return issuer() + "/oauth2/token";
    }

    private DpopProof proof() {
        return DpopProof.of(key, "POST", tokenEndpoint());
    }

    private TestClient.Answer redeem(@Nullable String proof) throws IOException {
        return redeem(proof, null);
    }

    private TestClient.Answer redeem(@Nullable String proof, @Nullable String boundTo) throws IOException {
        String verifier = CodeFlow.random();
        CodeFlow browser = cli();
        Map<String, String> asked = browser.request("cart", verifier);
        if (boundTo != null) {
            asked.put("dpop_jkt", boundTo);
        }
        String code = String.valueOf(browser.signIn(browser.open(asked), "alice", password("alice"))
                .answer()
                .get("code"));
        try (TestClient client = client(null)) {
            TestClient.Request request = client.request("POST", "/oauth2/token")
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
                                    LOOPBACK));
            return (proof == null ? request : request.header("DPoP", proof)).send();
        }
    }
}
