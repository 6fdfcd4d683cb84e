package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.palisade.test.DpopProof;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a key (RFC 9449 section 7). Each refusal changes one thing about the right request. */
class DpopTests extends GatewayTest {

    private static final String PATH = "/api/cart";

    private final ECKey key = DpopProof.newKey();

    @Test
    void requestWhenProofIsRightThenLetInOnceAndExchanged() throws IOException {
        String person = person();
        String token = bound(person, key).sign();
        String proof = proof(token).sign();

        assertThat(send(token, proof).status()).isEqualTo(200);
        assertThat(claims(CART.requests().getFirst()).getSubject()).isEqualTo(person);
        assertThat(CART.requests().getFirst().header("DPoP")).isNull();

        assertRefused(send(token, proof));
        assertThat(CART.requests()).hasSize(1);
        assertThat(send(token, proof(token).sign()).status()).isEqualTo(200);
    }

    /** The framework remembers proofs in one process only. */
    @Test
    void requestWhenAnotherGatewayHasSeenTheProofThenRefused() throws IOException {
        String token = bound(person(), key).sign();
        String proof = proof(token).sign();
        TestDatabase.named("gateway").execute("insert into used_proof (hash) values (sha256('" + proof + "'::bytea))");
        assertRefused(send(token, proof));
        assertNothingForwarded();
    }

    @Test
    void requestWhenBoundTokenComesAsBearerThenRefused() throws IOException {
        String token = bound(person(), key).sign();
        assertRefused(client.request("GET", PATH).bearer(token).send());
        assertRefused(client.request("GET", PATH)
                .bearer(token)
                .header("DPoP", proof(token).sign())
                .send());
        assertNothingForwarded();
    }

    @Test
    void requestWhenTokenIsNotBoundThenRefused() throws IOException {
        String bearer = token(person()).sign();
        assertRefused(send(bearer, proof(bearer).sign()));
        assertThat(client.request("GET", PATH).bearer(bearer).send().status()).isEqualTo(200);
    }

    @Test
    void requestWhenTokenIsBoundToACertificateAsWellThenRefused() throws IOException, JOSEException {
        String token = token(person())
                .claim("cnf", Map.of("jkt", key.computeThumbprint().toString(), "x5t#S256", "x"))
                .sign();
        assertRefused(send(token, proof(token).sign()));
    }

    @Test
    void requestWhenTokenIsNotAcceptableThenRefused() throws IOException {
        for (TokenRecipe wrong : new TokenRecipe[] {
            bound(person(), key).claim("exp", Instant.now().minusSeconds(10)),
            bound(person(), key).claim("aud", "cart-service"),
            bound(person(), key).claim("iss", "https://evil.example"),
            bound(person(), key).header("typ", "JWT"),
            bound(person(), key).claim("sub", "palisade-cli"),
            bound(person(), key)
                    .signedBy(TestIssuer.newKey(TestPlatform.issuer().key().getKeyID()))
        }) {
            String token = wrong.sign();
            assertRefused(send(token, proof(token).sign()));
        }
        assertNothingForwarded();
    }

    @Test
    void requestWhenProofIsMissingOrTwiceThenRefused() throws IOException {
        String token = bound(person(), key).sign();
        assertRefused(client.request("GET", PATH)
                .header("Authorization", "DPoP " + token)
                .send());
        assertRefused(client.request("GET", PATH)
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof(token).sign())
                .header("DPoP", proof(token).sign())
                .send());
        assertRefused(send(token, "not-a-proof"));
        assertNothingForwarded();
    }

    @Test
    void requestWhenProofIsWrongThenRefused() throws IOException, JOSEException {
        String token = bound(person(), key).sign();
        String other = bound(person(), key).sign();
        RSAKey rsa = TestIssuer.newKey("any");
        for (DpopProof wrong : new DpopProof[] {
            DpopProof.of(DpopProof.newKey(), "GET", base() + PATH).forToken(token), // a key of somebody else
            DpopProof.of(key, "POST", base() + PATH).forToken(token),
            DpopProof.of(key, "GET", base() + "/api/orders").forToken(token),
            DpopProof.of(key, "GET", "https://evil.example" + PATH).forToken(token),
            DpopProof.of(key, "GET", base() + PATH), // for no token
            DpopProof.of(key, "GET", base() + PATH).forToken(other),
            proof(token).claim("iat", Instant.now().minusSeconds(40)),
            proof(token).claim("iat", Instant.now().plusSeconds(40)),
            proof(token).claim("iat", null),
            proof(token).claim("jti", null),
            proof(token).claim("htm", null),
            proof(token).claim("htu", null),
            proof(token).type("JWT"),
            proof(token).withoutKey(),
            proof(token).signedBy(DpopProof.newKey()) // the key in the header is not the one that signed
        }) {
            assertRefused(send(token, wrong.sign()));
        }
        String boundToRsa = token(person()).claim("cnf", thumbprint(rsa)).sign();
        assertRefused(send(
                boundToRsa,
                DpopProof.of(rsa, "RS256", "GET", base() + PATH)
                        .forToken(boundToRsa)
                        .sign()));
        assertNothingForwarded();
        assertThat(send(
                                boundToRsa,
                                DpopProof.of(rsa, "PS256", "GET", base() + PATH)
                                        .forToken(boundToRsa)
                                        .sign())
                        .status())
                .isEqualTo(200);
    }

    private static TokenRecipe bound(String person, JWK key) {
        return token(person).claim("cnf", thumbprint(key));
    }

    private static Map<String, Object> thumbprint(JWK key) {
        try {
            return Map.of("jkt", key.computeThumbprint().toString());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private DpopProof proof(String token) {
        return DpopProof.of(key, "GET", base() + PATH).forToken(token);
    }

    private TestClient.Answer send(String token, String proof) throws IOException {
        return client.request("GET", PATH)
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof)
                .send();
    }

    private void assertRefused(TestClient.Answer answer) {
        assertProblem(answer, 401, "unauthenticated");
        assertThat(decisions.reasons()).last().isEqualTo("deny token-not-acceptable");
    }
}
