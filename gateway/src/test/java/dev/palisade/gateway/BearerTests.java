package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that a program sends. Each test changes one thing about the one that is right. */
class BearerTests extends GatewayTest {

    @Test
    void requestWhenTokenIsRightThenLetIn() throws IOException {
        assertThat(send(token().sign()).status()).isEqualTo(200);
        assertThat(CART.requests()).hasSize(1);
    }

    @Test
    void requestWhenClocksDifferALittleThenLetIn() throws IOException {
        assertThat(send(token().claim("iat", Instant.now().plusSeconds(3)).sign())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requestWhenTokenIsNotTimelyThenRefused() throws IOException {
        assertRefused(token().claim("exp", Instant.now().minusSeconds(10)));
        assertRefused(token().claim("exp", null));
        assertRefused(token().claim("iat", null));
        assertRefused(token().claim("nbf", Instant.now().plusSeconds(30)));
        assertRefused(token().claim("iat", Instant.now().plusSeconds(30)));
    }

    @Test
    void requestWhenTokenLivesTooLongThenRefused() throws IOException {
        assertRefused(token().claim("exp", Instant.now().plusSeconds(3600)));
    }

    @Test
    void requestWhenSignedByAnotherThenRefused() throws IOException {
        assertRefused(
                token().signedBy(TestIssuer.newKey(TestPlatform.issuer().key().getKeyID())));
        assertRefused(token().header("kid", "another"));
        assertRefused(token().header("alg", "RS256"));
    }

    @Test
    void requestWhenOfAnotherIssuerThenRefused() throws IOException {
        assertRefused(token().claim("iss", "https://localhost:1"));
        assertRefused(token().claim("iss", TestPlatform.issuer().url() + "/"));
        assertRefused(token().claim("iss", null));
    }

    @Test
    void requestWhenForAnotherThenRefused() throws IOException {
        assertRefused(token().claim("aud", List.of("cart-service")));
        assertRefused(token().claim("aud", List.of("palisade-cli")));
        assertRefused(token().claim("aud", null));
    }

    @Test
    void requestWhenNoAccessTokenThenRefused() throws IOException {
        assertRefused(token().header("typ", "JWT"));
        assertRefused(token().header("typ", null));
    }

    @Test
    void requestWhenNoSubjectThenRefused() throws IOException {
        assertRefused(token().claim("sub", null));
    }

    @Test
    void requestWhenMachinesTokenThenRefused() throws IOException {
        assertRefused(token().claim("sub", "palisade-cli"));
    }

    @Test
    void requestWhenTokenOfASessionThenRefused() throws IOException {
        assertRefused(token().boundTo(TestPlatform.identity("gateway")));
    }

    @Test
    void requestWhenNotSignedThenRefused() throws IOException {
        PlainHeader header =
                new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build();
        assertRefused(new PlainJWT(header, claims(token())).serialize());
        String right = token().sign();
        assertRefused(right.substring(0, right.lastIndexOf('.') + 1));
    }

    @Test
    void requestWhenSignedWithThePublicKeyAsASecretThenRefused() throws IOException, JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(TestPlatform.issuer().key().getKeyID())
                        .build(),
                claims(token()));
        token.sign(new MACSigner(TestPlatform.issuer().key().toRSAPublicKey().getEncoded()));
        assertRefused(token.serialize());
    }

    /** Keys are not asked for again at once, which is no fault of ours and no reason for a 500. */
    @Test
    void requestWhenKeyIsUnknownAgainAndAgainThenRefusedEachTime() throws IOException, JOSEException {
        RSAKey own = new RSAKeyGenerator(2048).generate();
        for (int i = 0; i < 5; i++) {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.PS256)
                            .type(new JOSEObjectType("at+jwt"))
                            .keyID("unknown-" + i)
                            .build(),
                    claims(token()));
            token.sign(new RSASSASigner(own));
            assertRefused(token.serialize());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-a-token", "e30.e30.e30", "a b", "\u00e4", "..", "Bearer"})
    void requestWhenNoTokenAtAllThenRefused(String text) throws IOException {
        assertRefusedRaw("Authorization: Bearer " + text);
    }

    @Test
    void requestWhenSchemeIsAnotherThenRefused() throws IOException {
        assertRefusedRaw("Authorization: Basic YWxpY2U6c2VjcmV0");
        assertRefusedRaw("Authorization: " + token().sign());
        assertRefusedRaw("Authorization:");
    }

    @Test
    void requestWhenTwoAuthorizationHeadersThenRefused() throws IOException {
        String right = "Authorization: Bearer " + token().sign();
        assertRefusedRaw(right, "Authorization: Bearer not-a-token");
        assertRefusedRaw("Authorization: Bearer not-a-token", right);
        assertRefusedRaw(right, right);
    }

    @Test
    void requestWhenTokenIsInQueryOrFormThenIgnored() throws IOException {
        assertProblem(
                client.request("GET", "/api/cart?access_token=" + token().sign())
                        .send(),
                401,
                "unauthenticated");
        TestClient.Answer form = client.request("POST", "/api/orders")
                .body(
                        "application/x-www-form-urlencoded",
                        ("access_token=" + token().sign()).getBytes(StandardCharsets.US_ASCII))
                .send();
        assertThat(form.status()).isIn(401, 403);
        assertNothingForwarded();
    }

    @Test
    void requestWhenSessionCookieIsBesideItThenCookieIsIgnored() throws IOException {
        TestClient.Answer answer = client.request("GET", "/api/session")
                .bearer(token().sign())
                .header("Cookie", "__Host-session=whatever")
                .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("__Host-session"));
        assertRefusedRaw("Authorization: Bearer not-a-token", "Cookie: __Host-session=whatever");
    }

    @Test
    void requestWhenPathIsPublicAndTokenIsWrongThenRefused() throws IOException {
        assertProblem(
                client.request("GET", "/api/catalog/products")
                        .bearer("not-a-token")
                        .send(),
                401,
                "unauthenticated");
        assertNothingForwarded();
    }

    private static TokenRecipe token() {
        return token("11111111-1111-4111-8111-111111111111");
    }

    private TestClient.Answer send(String token) throws IOException {
        return client.request("GET", "/api/cart").bearer(token).send();
    }

    private void assertRefused(TokenRecipe token) throws IOException {
        assertRefused(token.sign());
    }

    private void assertRefused(String token) throws IOException {
        int before = decisions.entries().size();
        TestClient.Answer answer = send(token);
        assertProblem(answer, 401, "unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.json().has("detail")).isFalse();
        assertThat(decisions.reasons().subList(before, decisions.reasons().size()))
                .containsExactly("deny token-not-acceptable");
        assertNothingForwarded();
    }

    private void assertRefusedRaw(String... headers) throws IOException {
        String answer = raw().request("GET", "/api/cart", headers);
        assertThat(Raw.status(answer)).isEqualTo(401);
        assertThat(answer).contains("unauthenticated");
        assertNothingForwarded();
    }

    private static JWTClaimsSet claims(TokenRecipe recipe) {
        try {
            return SignedJWT.parse(recipe.sign()).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
