package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.ca.IdentityRequest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may speak for a client at the token endpoint: the holder of its certificate, and nobody else. */
class ClientAuthenticationTests extends AuthServerTest {

    private static final String[] REQUEST = {
        "grant_type", "client_credentials",
        "client_id", "gateway",
        "audience", "catalog-service",
        "scope", "catalog:read"
    };

    @Test
    void authenticateWhenOwnCertificateThenToken() throws IOException {
        assertThat(as(TestPlatform.identity("gateway")).status()).isEqualTo(200);
    }

    @Test
    void authenticateWhenNoCertificateThenInvalidClient() throws IOException {
        assertRefused(post(null, "/oauth2/token", REQUEST), 401, "invalid_client");
    }

    @Test
    void authenticateWhenCertificateOfAnotherWorkloadThenInvalidClient() throws IOException {
        assertRefused(as(TestPlatform.identity("cart-service")), 401, "invalid_client");
    }

    @Test
    void authenticateWhenClientIsUnknownThenInvalidClient() throws IOException {
        assertRefused(
                token("payment-service", "grant_type", "client_credentials", "client_id", "payment-service"),
                401,
                "invalid_client");
    }

    @Test
    void authenticateWhenNoClientIsNamedThenRefused() throws IOException {
        assertRefused(token("gateway", "grant_type", "client_credentials"), 401, "invalid_client");
    }

    @Test
    void authenticateWhenCertificateNamesNoWorkloadThenInvalidClient() throws IOException {
        assertRefused(
                as(TestPlatform.authority()
                        .issue(IdentityRequest.of("gateway", Duration.ofMinutes(5))
                                .withSpiffeId(null))),
                401,
                "invalid_client");
    }

    @Test
    void authenticateWhenCertificateIsOfAnotherTrustDomainThenInvalidClient() throws IOException {
        assertRefused(
                as(TestPlatform.authority()
                        .issue(IdentityRequest.of("gateway", Duration.ofMinutes(5))
                                .withSpiffeId(URI.create("spiffe://elsewhere.example/gateway")))),
                401,
                "invalid_client");
    }

    @Test
    void authenticateWhenOnlyTheSubjectNamesTheClientThenInvalidClient() throws IOException {
        assertRefused(
                as(TestPlatform.authority()
                        .issue(IdentityRequest.of("gateway", Duration.ofMinutes(5))
                                .withSpiffeId(URI.create("spiffe://palisade.internal/cart-service")))),
                401,
                "invalid_client");
    }

    @Test
    void connectWhenCertificateIsOfAnotherAuthorityThenHandshakeRefused() {
        Identity own = TestPlatform.identity("gateway");
        Identity rogue = CertificateAuthority.inMemory("Palisade test").issue("gateway", Duration.ofMinutes(5));
        assertHandshakeRefused(new Identity(rogue.chain(), rogue.key(), own.root()));
    }

    @Test
    void connectWhenCertificateHasExpiredThenHandshakeRefused() {
        Instant now = Instant.now();
        assertHandshakeRefused(TestPlatform.authority()
                .issue(IdentityRequest.of("gateway", Duration.ofMinutes(5))
                        .withValidity(now.minusSeconds(120), now.minusSeconds(60))));
    }

    @Test
    void authenticateWhenLeafComesWithoutItsChainThenInvalidClient() throws IOException {
        // The client sees that it cannot prove the name to this server, and sends no certificate at all.
        Identity own = TestPlatform.identity("gateway");
        assertRefused(as(new Identity(List.of(own.certificate()), own.key(), own.root())), 401, "invalid_client");
    }

    @Test
    void authenticateWhenSecretThenInvalidClient() throws IOException {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString("gateway:secret".getBytes(StandardCharsets.US_ASCII));
        try (TestClient client = client(null)) {
            assertRefused(
                    client.request("POST", "/oauth2/token")
                            .header("Authorization", basic)
                            .body("application/x-www-form-urlencoded", form(REQUEST))
                            .send(),
                    401,
                    "invalid_client");
        }
        assertRefused(
                post(
                        null,
                        "/oauth2/token",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "gateway",
                        "client_secret",
                        "secret",
                        "audience",
                        "catalog-service",
                        "scope",
                        "catalog:read"),
                401,
                "invalid_client");
    }

    @Test
    void authenticateWhenPublicClientIsNamedByAWorkloadThenInvalidClient() throws IOException {
        assertRefused(
                token(
                        "gateway",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "palisade-cli",
                        "audience",
                        "catalog-service",
                        "scope",
                        "catalog:read"),
                401,
                "invalid_client");
    }

    @Test
    void authenticateWhenCertificateIsInAHeaderThenInvalidClient() throws IOException {
        String pem = Base64.getEncoder()
                .encodeToString(TestPlatform.identity("gateway")
                        .certificate()
                        .getPublicKey()
                        .getEncoded());
        try (TestClient client = client(null)) {
            assertRefused(
                    client.request("POST", "/oauth2/token")
                            .header("X-Forwarded-Client-Cert", pem)
                            .header("X-SSL-Client-Cert", pem)
                            .body("application/x-www-form-urlencoded", form(REQUEST))
                            .send(),
                    401,
                    "invalid_client");
        }
    }

    private TestClient.Answer as(Identity identity) throws IOException {
        return post(identity, "/oauth2/token", REQUEST);
    }

    private void assertHandshakeRefused(Identity identity) {
        assertThatIOException().isThrownBy(() -> as(identity));
    }
}
