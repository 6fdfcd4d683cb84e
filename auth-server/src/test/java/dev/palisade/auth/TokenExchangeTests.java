package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.palisade.local.CodeFlow;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every row of the decision table: what may be exchanged for what, by whom. */
class TokenExchangeTests extends AuthServerTest {

    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    private static final String REFRESH_TOKEN = "urn:ietf:params:oauth:token-type:refresh_token";

    @Test
    void exchangeWhenGatewayForCartThenNarrowedAndBound() throws IOException, ParseException {
        String subjectToken = accessToken(gatewayTokens("alice", "openid cart orders payment"));
        JWTClaimsSet subject = claims(subjectToken);

        TestClient.Answer answer = exchange("gateway", subjectToken, "cart-service", "cart");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.json().path("issued_token_type").asString()).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().has("refresh_token")).isFalse();
        JWTClaimsSet claims = claims(answer.json().path("access_token").asString());
        assertThat(claims.getIssuer()).isEqualTo(issuer());
        assertThat(claims.getSubject()).isEqualTo(subject.getSubject());
        assertThat(claims.getAudience()).containsExactly("cart-service");
        assertThat(claims.getStringClaim("scope")).isEqualTo("cart");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("gateway");
        assertThat(claims.getStringListClaim("roles")).containsExactly("customer");
        assertThat(claims.getJSONObjectClaim("act")).isEqualTo(Map.of("sub", "gateway"));
        assertThat(claims.getJSONObjectClaim("cnf")).isEqualTo(Map.of("x5t#S256", thumbprint("gateway")));
        assertThat(claims.getJWTID()).isNotBlank().isNotEqualTo(subject.getJWTID());
        assertThat(decisions.reasons()).endsWith("permit edge");
        assertThat(decisions.entries().getLast())
                .containsEntry("point", "token-exchange")
                .containsEntry("subject", subject.getSubject())
                .containsEntry("caller", "gateway")
                .containsEntry("resource", "cart-service");
    }

    @Test
    void exchangeWhenCommandLinesTokenThenAccepted() throws IOException {
        assertThat(exchange("gateway", cliToken("alice", "cart"), "cart-service", "cart")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void exchangeWhenCartForPaymentThenActorsNest() throws IOException, ParseException {
        String forCart = exchanged(exchange("gateway", cliToken("alice", "cart orders"), "cart-service", "orders"));
        TestClient.Answer answer = exchange("cart-service", forCart, "payment-service", "orders");

        assertThat(answer.status()).isEqualTo(200);
        JWTClaimsSet claims = claims(exchanged(answer));
        assertThat(claims.getAudience()).containsExactly("payment-service");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("cart-service");
        assertThat(claims.getJSONObjectClaim("act"))
                .isEqualTo(Map.of("sub", "cart-service", "act", Map.of("sub", "gateway")));
        assertThat(claims.getJSONObjectClaim("cnf")).isEqualTo(Map.of("x5t#S256", thumbprint("cart-service")));
        assertThat(claims.getSubject()).isEqualTo(claims(forCart).getSubject());
        assertThat(claims.getStringListClaim("roles")).containsExactly("customer");
    }

    @Test
    void exchangeWhenDoneThenLivesTwoMinutesAtMost() throws IOException {
        JWTClaimsSet claims = claims(exchanged(exchange("gateway", cliToken("alice", "cart"), "cart-service", "cart")));
        assertThat(seconds(claims)).isBetween(100L, 120L);
    }

    @Test
    void exchangeWhenSubjectTokenEndsSoonerThenEndsWithIt() throws IOException {
        Instant end = Instant.now().plusSeconds(20);
        TestClient.Answer answer = exchange("cart-service", forCart().claim("exp", end), "orders");

        JWTClaimsSet claims = claims(exchanged(answer));
        assertThat(claims.getExpirationTime().toInstant()).isBeforeOrEqualTo(end);
        assertThat(answer.json().path("expires_in").asLong()).isBetween(1L, 20L);
    }

    @Test
    void exchangeWhenDoneThenNothingIsStored() throws IOException {
        String subjectToken = cliToken("alice", "cart");
        String before = DATABASE.checksum();
        assertThat(exchange("gateway", subjectToken, "cart-service", "cart").status())
                .isEqualTo(200);
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void exchangeWhenRecipeIsRightThenAccepted() throws IOException {
        // The positive twin of every test below that changes one thing about this token.
        assertThat(exchange("cart-service", forCart(), "orders").status()).isEqualTo(200);
    }

    @Test
    void exchangeWhenScopeIsWiderThanTheSubjectTokenThenRefused() throws IOException {
        assertRefused(
                exchange("gateway", cliToken("alice", "cart"), "cart-service", "cart orders"),
                "invalid_scope",
                "scope-not-in-subject-token");
        assertRefused(
                exchange("gateway", cliToken("alice", "cart"), "payment-service", "payment"),
                "invalid_scope",
                "scope-not-in-subject-token");
        assertRefused(
                exchange("cart-service", forCart().claim("scope", null), "orders"),
                "invalid_scope",
                "scope-not-in-subject-token");
    }

    @Test
    void exchangeWhenScopeIsNotOnTheEdgeThenRefused() throws IOException {
        assertRefused(
                exchange("gateway", cliToken("alice", "cart payment"), "cart-service", "payment"),
                "invalid_scope",
                "scope-not-on-edge");
        assertRefused(
                exchange("gateway", cliToken("carol", "catalog:write cart"), "cart-service", "catalog:write"),
                "invalid_scope",
                "scope-not-on-edge");
    }

    @Test
    void exchangeWhenScopeIsOnlyTheCallersOwnThenRefused() throws IOException {
        assertRefused(
                exchange("cart-service", forCart().scope("orders", "payment:settle"), "payment:settle"),
                "invalid_scope",
                "scope-not-on-edge");
    }

    @Test
    void exchangeWhenNoScopeThenRefused() throws IOException {
        assertRefused(
                send("gateway", "subject_token", cliToken("alice", "cart"), "audience", "cart-service"),
                "invalid_scope",
                "scope-not-on-edge");
    }

    @Test
    void exchangeWhenAudienceIsNotOnAnEdgeThenRefused() throws IOException {
        String subjectToken = cliToken("alice", "cart");
        assertRefused(exchange("gateway", subjectToken, "gateway", "cart"), "invalid_target", "no-such-edge");
        assertRefused(exchange("gateway", subjectToken, "elsewhere", "cart"), "invalid_target", "no-such-edge");
        assertRefused(
                exchange("cart-service", forCart().sign(), "cart-service", "orders"), "invalid_target", "no-such-edge");
    }

    @Test
    void exchangeWhenNotOneAudienceThenRefused() throws IOException {
        String subjectToken = cliToken("alice", "cart");
        assertRefused(
                send("gateway", "subject_token", subjectToken, "scope", "cart"), "invalid_target", "not-one-audience");
        assertRefused(
                send(
                        "gateway",
                        "subject_token",
                        subjectToken,
                        "scope",
                        "cart",
                        "audience",
                        "cart-service",
                        "audience",
                        "payment-service"),
                "invalid_target",
                "not-one-audience");
        assertRefused(
                send(
                        "gateway",
                        "subject_token",
                        subjectToken,
                        "scope",
                        "cart",
                        "audience",
                        "cart-service",
                        "resource",
                        "https://localhost:9102"),
                "invalid_target",
                "not-one-audience");
    }

    @Test
    void exchangeWhenSubjectTokenIsForAnotherThenRefused() throws IOException {
        assertNotAcceptable(exchange("cart-service", cliToken("alice", "cart orders"), "payment-service", "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().claim("aud", List.of("payment-service")), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().claim("aud", null), "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenIsNotTimelyThenRefused() throws IOException {
        assertNotAcceptable(
                exchange("cart-service", forCart().claim("exp", Instant.now().minusSeconds(1)), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().claim("exp", null), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().claim("iat", null), "orders"));
        assertNotAcceptable(
                exchange("cart-service", forCart().claim("nbf", Instant.now().plusSeconds(60)), "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenIsSignedByAnotherThenRefused() throws IOException {
        assertNotAcceptable(exchange("cart-service", forCart().signedBy(TestIssuer.newKey("k1")), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().header("alg", "RS256"), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().header("kid", "another"), "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenIsOfAnotherIssuerThenRefused() throws IOException {
        assertNotAcceptable(exchange("cart-service", forCart().claim("iss", "https://localhost:1"), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().claim("iss", null), "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenIsNotSignedThenRefused() throws IOException {
        PlainHeader header =
                new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build();
        String unsigned = new PlainJWT(header, claims(forCart().sign())).serialize();
        assertNotAcceptable(exchange("cart-service", unsigned, "payment-service", "orders"));
        assertNotAcceptable(exchange("cart-service", "not-a-token", "payment-service", "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenHasAnotherTypeThenRefused() throws IOException {
        assertNotAcceptable(exchange("cart-service", forCart().header("typ", "JWT"), "orders"));
        assertNotAcceptable(exchange("cart-service", forCart().header("typ", null), "orders"));
    }

    @Test
    void exchangeWhenSubjectTokenIsAnIdTokenThenRefused() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        String idToken = String.valueOf(tokens.get("id_token"));
        assertNotAcceptable(exchange("gateway", idToken, "cart-service", "cart"));
        AuthServerTest.assertRefused(
                sendTyped("gateway", ID_TOKEN, ACCESS_TOKEN, idToken), 400, "unsupported_token_type");
    }

    @Test
    void exchangeWhenSubjectTokenIsARefreshTokenThenRefused() throws IOException {
        String refreshToken =
                String.valueOf(gatewayTokens("alice", "openid cart").get("refresh_token"));
        assertNotAcceptable(exchange("gateway", refreshToken, "cart-service", "cart"));
        AuthServerTest.assertRefused(
                sendTyped("gateway", REFRESH_TOKEN, ACCESS_TOKEN, refreshToken), 400, "unsupported_token_type");
    }

    @Test
    void exchangeWhenAnotherTypeIsAskedForThenRefused() throws IOException {
        AuthServerTest.assertRefused(
                sendTyped("gateway", ACCESS_TOKEN, REFRESH_TOKEN, cliToken("alice", "cart")),
                400,
                "unsupported_token_type");
    }

    @Test
    void exchangeWhenSubjectIsAMachineThenRefused() throws IOException {
        TokenRecipe machine = forCart().claim("sub", "gateway").claim("act", null);
        assertRefused(exchange("cart-service", machine, "orders"), "invalid_request", "subject-is-no-person");
        TokenRecipe nobody = forCart().claim("client_id", null);
        assertRefused(exchange("cart-service", nobody, "orders"), "invalid_request", "subject-is-no-person");
    }

    @Test
    void exchangeWhenActorTokenIsSentThenRefused() throws IOException {
        String subjectToken = cliToken("alice", "cart");
        assertRefused(
                send(
                        "gateway",
                        "subject_token",
                        subjectToken,
                        "audience",
                        "cart-service",
                        "scope",
                        "cart",
                        "actor_token",
                        subjectToken,
                        "actor_token_type",
                        ACCESS_TOKEN),
                "invalid_request",
                "not-an-access-token-alone");
    }

    @Test
    void exchangeWhenRefreshTokenWasRevokedThenRefused() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        assertThat(exchange("gateway", accessToken(tokens), "cart-service", "cart")
                        .status())
                .isEqualTo(200);

        assertThat(post(
                                TestPlatform.identity("gateway"),
                                "/oauth2/revoke",
                                "client_id",
                                "gateway",
                                "token",
                                String.valueOf(tokens.get("refresh_token")))
                        .status())
                .isEqualTo(200);

        decisions.close();
        listen();
        assertRefused(
                exchange("gateway", accessToken(tokens), "cart-service", "cart"),
                "invalid_request",
                "subject-token-revoked");
    }

    @Test
    void exchangeWhenAccessTokenWasRevokedThenRefused() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        post(TestPlatform.identity("gateway"), "/oauth2/revoke", "client_id", "gateway", "token", accessToken(tokens));
        assertRefused(
                exchange("gateway", accessToken(tokens), "cart-service", "cart"),
                "invalid_request",
                "subject-token-revoked");
    }

    @Test
    void exchangeWhenTokenWasNeverIssuedThenRefused() throws IOException {
        // Signed by our key, and yet nobody signed in for it.
        TokenRecipe made = recipe("gateway", "gateway").scope("cart").claim("sub", "somebody");
        assertRefused(
                exchange("gateway", made.sign(), "cart-service", "cart"), "invalid_request", "subject-token-revoked");
    }

    @Test
    void exchangeWhenTokenOfTheCallerIsBoundToAnotherThenRefused() throws IOException {
        TokenRecipe stolen = recipe("gateway", "gateway")
                .scope("cart")
                .claim("sub", "somebody")
                .boundTo(TestPlatform.identity("cart-service"));
        assertRefused(
                exchange("gateway", stolen.sign(), "cart-service", "cart"),
                "invalid_request",
                "subject-token-bound-to-another");
        assertRefused(
                exchange("gateway", stolen.claim("cnf", null).sign(), "cart-service", "cart"),
                "invalid_request",
                "subject-token-bound-to-another");
    }

    @Test
    void exchangeWhenCallersCertificateWasRenewedThenOldTokenIsRefused() throws IOException {
        String subjectToken = accessToken(gatewayTokens("alice", "openid cart"));
        TestPlatform.renew("gateway");
        assertRefused(
                exchange("gateway", subjectToken, "cart-service", "cart"),
                "invalid_request",
                "subject-token-bound-to-another");
    }

    @Test
    void exchangeWhenChainIsTooLongThenRefused() throws IOException {
        assertThat(exchange("cart-service", forCart().actors("gateway", "a", "b"), "orders")
                        .status())
                .isEqualTo(200);
        decisions.close();
        listen();
        assertRefused(
                exchange("cart-service", forCart().actors("gateway", "a", "b", "c"), "orders"),
                "invalid_request",
                "chain-too-long");
    }

    @Test
    void exchangeWhenCallerIsNotRegisteredThenInvalidClient() throws IOException {
        TokenRecipe token = recipe("gateway", "payment-service")
                .person("somebody", "customer")
                .scope("orders");
        AuthServerTest.assertRefused(
                exchange("payment-service", token.sign(), "cart-service", "orders"), 401, "invalid_client");
    }

    @Test
    void exchangeWhenPublicClientThenInvalidClient() throws IOException {
        TestClient.Answer answer = post(
                null,
                "/oauth2/token",
                "grant_type",
                EXCHANGE,
                "client_id",
                "palisade-cli",
                "subject_token",
                cliToken("alice", "cart"),
                "subject_token_type",
                ACCESS_TOKEN,
                "requested_token_type",
                ACCESS_TOKEN,
                "audience",
                "cart-service",
                "scope",
                "cart",
                "code_verifier",
                CodeFlow.random());
        AuthServerTest.assertRefused(answer, 401, "invalid_client");
    }

    private void assertNotAcceptable(TestClient.Answer answer) {
        assertRefused(answer, "invalid_request", "subject-token-not-acceptable");
    }

    private void assertRefused(TestClient.Answer answer, String error, String reason) {
        AuthServerTest.assertRefused(answer, 400, error);
        List<String> reasons = new ArrayList<>(decisions.reasons());
        assertThat(reasons.getLast()).isEqualTo("deny " + reason);
    }

    private TestClient.Answer exchange(String caller, TokenRecipe subjectToken, String scope) throws IOException {
        return exchange(caller, subjectToken.sign(), "payment-service", scope);
    }

    private TestClient.Answer exchange(String caller, String subjectToken, String audience, String scope)
            throws IOException {
        return send(caller, "subject_token", subjectToken, "audience", audience, "scope", scope);
    }

    private TestClient.Answer send(String caller, String... form) throws IOException {
        List<String> all = new ArrayList<>(List.of(form));
        all.addAll(List.of(
                "grant_type",
                EXCHANGE,
                "client_id",
                caller,
                "subject_token_type",
                ACCESS_TOKEN,
                "requested_token_type",
                ACCESS_TOKEN));
        return token(caller, all.toArray(String[]::new));
    }

    private TestClient.Answer sendTyped(String caller, String subjectType, String requestedType, String subjectToken)
            throws IOException {
        return token(
                caller,
                "grant_type",
                EXCHANGE,
                "client_id",
                caller,
                "subject_token",
                subjectToken,
                "subject_token_type",
                subjectType,
                "requested_token_type",
                requestedType,
                "audience",
                "cart-service",
                "scope",
                "cart");
    }

    /** What the gateway would have got for cart-service, made with the server's own key. */
    private TokenRecipe forCart() {
        return recipe("gateway", "cart-service")
                .person("11111111-1111-4111-8111-111111111111", "customer")
                .scope("cart", "orders");
    }

    private TokenRecipe recipe(String client, String audience) {
        return TestPlatform.issuer()
                .token(client, audience)
                .claim("iss", issuer())
                .header("kid", "k1")
                .signedBy(signingKey());
    }

    private RSAKey signingKey() {
        try {
            String pem = Objects.requireNonNull(platform.signingKeys().get("k1"));
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
            RSAPublicKey publicKey =
                    (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            return new RSAKey.Builder(publicKey).privateKey(key).keyID("k1").build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String accessToken(Map<?, ?> tokens) {
        return String.valueOf(tokens.get("access_token"));
    }

    private static String exchanged(TestClient.Answer answer) {
        return answer.json().path("access_token").asString();
    }

    private static long seconds(JWTClaimsSet claims) {
        return Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                .toSeconds();
    }

    private static String thumbprint(String workload) {
        return Thumbprint.of(TestPlatform.identity(workload).certificate());
    }
}
