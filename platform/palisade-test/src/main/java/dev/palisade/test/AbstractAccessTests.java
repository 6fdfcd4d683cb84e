package dev.palisade.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.ca.IdentityRequest;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Every way in which a request must be refused before a service's own code runs. A subclass names one request that is
 * right; each test changes one thing about it and expects the refusal, that the reason is not told, and that no row has
 * changed.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class AbstractAccessTests {

    @LocalServerPort
    private int port;

    /** The workload that sends the right request. */
    protected String caller() {
        return "gateway";
    }

    /** A workload of ours that this service does not expect. */
    protected String stranger() {
        return "auth-server";
    }

    /** The method of the right request. */
    protected abstract String method();

    /** The path of the right request. */
    protected abstract String path();

    /** The JSON of the right request, if it has a body. */
    protected @Nullable String body() {
        return null;
    }

    /** The status that the right request is answered with. */
    protected int success() {
        return 200;
    }

    /** A right token of the given workload. */
    protected abstract TokenRecipe token(String workload);

    /** What must not change by a refused request. */
    protected String state() {
        return "";
    }

    /** The address of the service under test. */
    protected final String base() {
        return "https://localhost:" + port;
    }

    private TokenRecipe token() {
        return token(caller());
    }

    @Test
    void requestWhenEverythingIsRightThenLetIn() throws IOException {
        assertThat(send(token().sign()).status()).isEqualTo(success());
    }

    @Test
    void requestWhenNoTokenThenUnauthenticated() throws IOException {
        assertUnauthenticated(null);
    }

    @Test
    void requestWhenTokenIsInTheQueryThenUnauthenticated() throws IOException {
        String state = state();
        char separator = path().contains("?") ? '&' : '?';
        try (TestClient client = client(TestPlatform.identity(caller()))) {
            assertChallenged(request(client, path() + separator + "access_token=" + token().sign(), null)
                    .send());
        }
        assertThat(state()).isEqualTo(state);
    }

    @Test
    void requestWhenThereAreTwoTokensThenUnauthenticated() throws IOException {
        String state = state();
        String token = token().sign();
        try (TestClient client = client(TestPlatform.identity(caller()))) {
            assertChallenged(request(client, path(), token).bearer(token).send());
        }
        assertThat(state()).isEqualTo(state);
    }

    @Test
    void requestWhenTokenIsNoTokenThenUnauthenticated() throws IOException {
        assertUnauthenticated("not-a-token");
        assertUnauthenticated("e30.e30.e30");
    }

    @Test
    void requestWhenTokenHasExpiredThenUnauthenticated() throws IOException {
        // Issued before its end, or it would be refused for being no token at all.
        Instant now = Instant.now();
        assertUnauthenticated(token().claim("iat", now.minusSeconds(90))
                .claim("nbf", now.minusSeconds(90))
                .claim("exp", now.minusSeconds(30))
                .sign());
    }

    @Test
    void requestWhenTokenNeverExpiresThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("exp", null).sign());
    }

    @Test
    void requestWhenTokenHasNoTimeOfIssueThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("iat", null).sign());
    }

    @Test
    void requestWhenTokenIsNotYetValidThenUnauthenticated() throws IOException {
        assertUnauthenticated(
                token().claim("nbf", Instant.now().plusSeconds(60)).sign());
        assertUnauthenticated(
                token().claim("iat", Instant.now().plusSeconds(60)).sign());
    }

    @Test
    void requestWhenTokenIsSignedByAnotherKeyThenUnauthenticated() throws IOException {
        assertUnauthenticated(
                token().signedBy(TestIssuer.newKey(TestPlatform.issuer().key().getKeyID()))
                        .sign());
    }

    @Test
    void requestWhenKeyIsUnknownThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().header("kid", "another").sign());
    }

    @Test
    void requestWhenTokenIsOfAnotherIssuerThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("iss", "https://localhost:1").sign());
        assertUnauthenticated(token().claim("iss", null).sign());
    }

    @Test
    void requestWhenTokenIsForAnotherServiceThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("aud", List.of("another-service")).sign());
        assertUnauthenticated(token().claim("aud", null).sign());
    }

    @Test
    void requestWhenTokenIsNoAccessTokenThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().header("typ", "JWT").sign());
        assertUnauthenticated(token().header("typ", null).sign());
    }

    @Test
    void requestWhenTokenHasNoSubjectThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("sub", null).sign());
    }

    @Test
    void requestWhenTokenIsNotBoundThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("cnf", null).sign());
        assertUnauthenticated(token().claim("cnf", Map.of()).sign());
    }

    @Test
    void requestWhenTokenIsBoundToAnotherCertificateThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().boundTo(TestPlatform.identity(stranger())).sign());
    }

    @Test
    void requestWhenTokenWasIssuedToAnotherClientThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().claim("client_id", stranger()).sign());
    }

    @Test
    void requestWhenTokenIsNotSignedThenUnauthenticated() throws IOException {
        JWTClaimsSet claims = claims(token());
        PlainHeader header =
                new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build();
        assertUnauthenticated(new PlainJWT(header, claims).serialize());
    }

    @Test
    void requestWhenTokenIsSignedWithThePublicKeyAsASecretThenUnauthenticated() throws IOException, JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(TestPlatform.issuer().key().getKeyID())
                        .build(),
                claims(token()));
        token.sign(new MACSigner(TestPlatform.issuer().key().toRSAPublicKey().getEncoded()));
        assertUnauthenticated(token.serialize());
    }

    @Test
    void requestWhenTokenIsSignedByAnotherAlgorithmThenUnauthenticated() throws IOException {
        assertUnauthenticated(token().header("alg", "RS256").sign());
    }

    @Test
    void requestWhenTokenBringsItsOwnKeyThenUnauthenticated() throws IOException, JOSEException {
        RSAKey own = TestIssuer.newKey("own");
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.PS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(own.getKeyID())
                        .jwk(own.toPublicJWK())
                        .build(),
                claims(token()));
        token.sign(new RSASSASigner(own));
        assertUnauthenticated(token.serialize());
    }

    @Test
    void requestWhenCertificateIsInAHeaderThenUnauthenticated() throws Exception {
        String state = state();
        Identity another = TestPlatform.identity(stranger());
        String certificate =
                Base64.getEncoder().encodeToString(another.certificate().getEncoded());
        try (TestClient client = client(TestPlatform.identity(caller()))) {
            TestClient.Request request =
                    request(client, path(), token().boundTo(another).sign());
            for (String header : List.of("X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "X-Client-Cert")) {
                request = request.header(header, certificate);
            }
            assertChallenged(request.send());
        }
        assertThat(state()).isEqualTo(state);
    }

    @Test
    void requestWhenScopeIsMissingThenForbidden() throws IOException {
        assertForbidden(TestPlatform.identity(caller()), token().claim("scope", null));
        assertForbidden(TestPlatform.identity(caller()), token().scope("openid", "profile"));
    }

    @Test
    void requestWhenWorkloadIsNotExpectedThenForbidden() throws IOException {
        try (Decisions decisions = Decisions.listen()) {
            assertForbidden(TestPlatform.identity(stranger()), token(stranger()));
            // At the door already, and not only by the policy of the one action.
            assertThat(decisions.reasons()).containsExactly("deny caller-not-allowed");
        }
    }

    @Test
    void requestWhenCertificateNamesNoWorkloadThenForbidden() throws IOException {
        Identity nameless = TestPlatform.authority()
                .issue(IdentityRequest.of(caller(), Duration.ofMinutes(5)).withSpiffeId(null));
        assertForbidden(nameless, token().boundTo(nameless));
    }

    @Test
    void requestWhenCertificateIsOfAnotherTrustDomainThenForbidden() throws IOException {
        Identity foreign = TestPlatform.authority()
                .issue(IdentityRequest.of(caller(), Duration.ofMinutes(5))
                        .withSpiffeId(URI.create("spiffe://elsewhere.example/" + caller())));
        assertForbidden(foreign, token().boundTo(foreign));
    }

    @Test
    void connectWhenNoCertificateThenHandshakeRefused() {
        try (TestClient client = TestClient.anonymous(base())) {
            assertRefused(client);
        }
    }

    @Test
    void connectWhenCertificateIsOfAnotherAuthorityThenHandshakeRefused() {
        // Of the same name as ours, or the client would see that the server does not ask for it and send none.
        Identity own = TestPlatform.identity(caller());
        Identity rogue = CertificateAuthority.inMemory("Palisade test").issue(caller(), Duration.ofMinutes(5));
        assertThat(rogue.root().getSubjectX500Principal()).isEqualTo(own.root().getSubjectX500Principal());
        try (TestClient client = client(new Identity(rogue.chain(), rogue.key(), own.root()))) {
            assertRefused(client);
        }
    }

    @Test
    void connectWhenCertificateHasExpiredThenHandshakeRefused() {
        Instant now = Instant.now();
        Identity expired = TestPlatform.authority()
                .issue(IdentityRequest.of(caller(), Duration.ofMinutes(5))
                        .withValidity(now.minusSeconds(120), now.minusSeconds(60)));
        try (TestClient client = client(expired)) {
            assertRefused(client);
        }
    }

    @Test
    void connectWhenTlsIsOlderThanOurOwnThenHandshakeRefused() throws IOException {
        SSLSocketFactory sockets = TestPlatform.identity(caller()).sslContext().getSocketFactory();
        try (SSLSocket socket = (SSLSocket) sockets.createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        try (SSLSocket socket = (SSLSocket) sockets.createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatIOException().isThrownBy(socket::startHandshake);
        }
    }

    /** Expects a 403 for a token that is right but for what it allows. */
    protected final void assertForbidden(Identity identity, TokenRecipe token) throws IOException {
        String state = state();
        try (TestClient client = client(identity)) {
            TestClient.Answer answer = request(client, path(), token.sign()).send();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.problem()).isEqualTo("forbidden");
            assertThat(answer.json().has("detail")).isFalse();
        }
        assertThat(state()).isEqualTo(state);
    }

    /** Expects a 401 that says how surely the person has to be recognised (RFC 9470 section 3). */
    protected final void assertStepUp(TokenRecipe token) throws IOException {
        String state = state();
        try (Decisions decisions = Decisions.listen();
                TestClient client = client(TestPlatform.identity(caller()))) {
            TestClient.Answer answer = request(client, path(), token.sign()).send();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.problem()).isEqualTo("insufficient-user-authentication");
            assertThat(answer.header("WWW-Authenticate"))
                    .startsWith("Bearer error=\"insufficient_user_authentication\"")
                    .contains("acr_values=\"urn:palisade:acr:two-factors\", max_age=\"300\"");
            assertThat(decisions.reasons()).contains("deny person-not-recognised-surely-enough");
        }
        assertThat(state()).isEqualTo(state);
    }

    private void assertUnauthenticated(@Nullable String token) throws IOException {
        String state = state();
        assertChallenged(send(token));
        assertThat(state()).isEqualTo(state);
    }

    private static void assertChallenged(TestClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.json().has("detail")).isFalse();
    }

    private void assertRefused(TestClient client) {
        String state = state();
        String token = token().sign();
        assertThatIOException().isThrownBy(() -> request(client, path(), token).send());
        assertThat(state()).isEqualTo(state);
    }

    private TestClient.Answer send(@Nullable String token) throws IOException {
        try (TestClient client = client(TestPlatform.identity(caller()))) {
            return request(client, path(), token).send();
        }
    }

    private TestClient client(Identity identity) {
        return TestClient.as(identity, base());
    }

    private TestClient.Request request(TestClient client, String path, @Nullable String token) {
        TestClient.Request request = client.request(method(), path);
        if (token != null) {
            request = request.bearer(token);
        }
        String body = body();
        return body == null ? request : request.json(body);
    }

    private static JWTClaimsSet claims(TokenRecipe recipe) {
        try {
            return SignedJWT.parse(recipe.sign()).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
