package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestVault;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.test.context.TestPropertySource;

/** Tokens signed in Vault by a key that is rotated every few seconds. */
@EnabledIf(value = "dev.palisade.test.TestVault#isAvailable", disabledReason = "no OpenBao can be run here")
@TestPropertySource(
        properties = {
            "spring.profiles.active=vault",
            "palisade.token-signing.rotation-period=8s",
            "palisade.token-signing.overlap=4s",
            "palisade.token.key-cache=3s"
        })
class VaultKeysTests extends AuthServerTest {

    private static final Duration CACHE_LIFE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void rotationWhenTokensAreIssuedThenNoVerifierMeetsAKeyThatItDoesNotKnow() throws Exception {
        Set<String> signers = new LinkedHashSet<>();
        Instant end = Instant.now().plus(PATIENCE);
        JWKSet known = published();
        Instant fetched = Instant.now();
        SignedJWT first = token();
        while (signers.size() < 3) {
            assertThat(Instant.now()).as("the key was rotated twice").isBefore(end);
            if (Instant.now().isAfter(fetched.plus(CACHE_LIFE))) {
                known = published();
                fetched = Instant.now();
            }
            SignedJWT token = token();
            assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.PS256);
            assertVerifies(token, known);
            signers.add(token.getHeader().getKeyID());
            Thread.sleep(100);
        }

        assertThat(published().containsNonPublicKeys()).isFalse();
        assertVerifies(first, published());
        assertThat(TestVault.shared().audit())
                .anyMatch(line -> line.contains("transit/keys/token-signing/rotate"))
                .anyMatch(line -> line.contains("transit/sign/token-signing/sha2-256"));
    }

    @Test
    void tokenWhenChangedThenDoesNotVerify() throws Exception {
        SignedJWT token = token();
        assertVerifies(token, published());

        String[] parts = token.serialize().split("\\.");
        SignedJWT changed = SignedJWT.parse(parts[0] + "." + token().serialize().split("\\.")[1] + "." + parts[2]);
        RSAKey key = (RSAKey) published().getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(changed.verify(new RSASSAVerifier(key))).isFalse();
    }

    @Test
    void tokenWhenVaultIsAwayThenComeBackLaterAndNoneIsMade() throws Exception {
        int before = issued();
        TestVault.shared().stop();
        try {
            TestClient.Answer answer = request();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("unavailable");
            assertThat(answer.response().body()).doesNotContain("access_token", "Vault", "Exception");
            assertThat(issued()).isEqualTo(before);
        } finally {
            TestVault.shared().restart();
        }
        assertVerifies(token(), published());
    }

    private static int issued() {
        return Integer.parseInt(DATABASE.text("select count(*) from oauth2_authorization"));
    }

    private static void assertVerifies(SignedJWT token, JWKSet known) throws Exception {
        String id = token.getHeader().getKeyID();
        assertThat(known.getKeys()).extracting(key -> key.getKeyID()).contains(id);
        assertThat(token.verify(new RSASSAVerifier((RSAKey) known.getKeyByKeyId(id))))
                .isTrue();
    }

    private SignedJWT token() throws IOException, ParseException {
        TestClient.Answer answer = request();
        assertThat(answer.status()).isEqualTo(200);
        return SignedJWT.parse(answer.json().path("access_token").asString());
    }

    private TestClient.Answer request() throws IOException {
        return token(
                "gateway",
                "grant_type",
                "client_credentials",
                "client_id",
                "gateway",
                "audience",
                "catalog-service",
                "scope",
                "catalog:read");
    }

    private JWKSet published() throws IOException, ParseException {
        try (TestClient client = TestClient.anonymous(issuer())) {
            return JWKSet.parse(
                    client.request("GET", "/oauth2/jwks").send().response().body());
        }
    }
}
