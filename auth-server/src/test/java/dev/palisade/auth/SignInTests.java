package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignInTests extends AuthServerTest {

    @Test
    void signInWhenCommandLineThenUnboundToken() {
        Map<?, ?> answer = cli().tokens("alice", password("alice"), "cart orders");

        assertThat(answer.get("token_type")).isEqualTo("Bearer");
        assertThat(String.valueOf(answer.get("scope")).split(" ")).containsExactlyInAnyOrder("cart", "orders");
        assertThat(claims(answer.get("access_token")).getClaim("cnf")).isNull();
        assertThat(answer.get("refresh_token")).isNull();
    }

    @Test
    void signInWhenGatewayThenBoundTokens() {
        Map<?, ?> answer = gatewayTokens("alice", "openid cart");

        assertThat(claims(answer.get("access_token")).getClaim("cnf")).isNotNull();
        assertThat(answer.get("refresh_token")).isNotNull();
        assertThat(answer.get("id_token")).isNotNull();
    }

    @Test
    void signInWhenPasswordIsWrongOrPersonUnknownThenSameAnswer() {
        CodeFlow wrong = cli();
        Page known = wrong.signIn(open(wrong), "alice", "wrong");
        CodeFlow unknown = cli();
        Page nobody = unknown.signIn(open(unknown), "nobody", "wrong");

        assertThat(known.callback()).isNull();
        assertThat(known.status()).isEqualTo(200);
        assertThat(nobody.status()).isEqualTo(known.status());
        assertThat(nobody.uri()).isEqualTo(known.uri());
        assertThat(withoutCsrf(nobody)).isEqualTo(withoutCsrf(known)).contains("do not go together");
    }

    @Test
    void signInWhenPasswordIsEmptyThenRefused() {
        CodeFlow browser = cli();
        assertThat(browser.signIn(open(browser), "alice", "").callback()).isNull();
    }

    @Test
    void signInWhenLoginHasOtherCaseThenSamePerson() {
        Object upper = cli().tokens("ALICE", password("alice"), "cart").get("access_token");
        assertThat(claims(upper).getSubject())
                .isEqualTo(claims(cliToken("alice", "cart")).getSubject());
    }

    @Test
    void signInWhenNoCsrfTokenThenForbidden() {
        CodeFlow browser = cli();
        open(browser);
        HttpResponse<String> answer =
                browser.post("/login", Map.of("username", "alice", "password", password("alice")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(open(browser).callback()).isNull();
    }

    @Test
    void signInWhenCsrfTokenIsOfAnotherBrowserThenForbidden() {
        CodeFlow attacker = cli();
        Page form = open(attacker);
        CodeFlow victim = cli();
        open(victim);

        assertThat(victim.signIn(form, "alice", password("alice")).status()).isEqualTo(403);
        assertThat(open(victim).callback()).isNull();
    }

    @Test
    void signInWhenDoneThenSessionHasAnotherId() {
        CodeFlow browser = cli();
        Page form = open(browser);
        String before = browser.cookie("__Host-signin");
        browser.signIn(form, "alice", password("alice"));

        assertThat(before).isNotNull();
        assertThat(browser.cookie("__Host-signin")).isNotNull().isNotEqualTo(before);
    }

    @Test
    void signInWhenSessionIdIsChosenByTheClientThenNotTaken() throws IOException {
        try (TestClient client = client(null)) {
            TestClient.Answer page = client.request("GET", "/login")
                    .header("Accept", "text/html")
                    .header("Cookie", "__Host-signin=0123456789ABCDEF0123456789ABCDEF")
                    .send();
            assertThat(page.header("Set-Cookie")).startsWith("__Host-signin=").doesNotContain("0123456789ABCDEF");
        }
    }

    @Test
    void cookieWhenSetThenOnlyForThisHostAndNoScript() throws IOException {
        try (TestClient client = client(null)) {
            TestClient.Answer page = client.request("GET", "/login")
                    .header("Accept", "text/html")
                    .send();
            assertThat(Arrays.asList(String.valueOf(page.header("Set-Cookie")).split("; ")))
                    .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
                    .noneMatch(attribute -> attribute.startsWith("Domain"));
        }
    }

    @Test
    void signInWhenSignedInBeforeThenNoPasswordAgain() {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "cart", CodeFlow.random());

        assertThat(open(browser).answer()).containsKey("code");
    }

    @Test
    void authorizeWhenStateThenReturned() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        Page page = browser.signIn(browser.open(request), "alice", password("alice"));

        assertThat(page.answer()).containsEntry("state", request.get("state")).containsKey("code");
    }

    @Test
    void authorizeWhenNoChallengeThenRefused() {
        assertAuthorizeRefused("code_challenge", null, "invalid_request");
    }

    @Test
    void authorizeWhenChallengeIsPlainThenRefused() {
        assertAuthorizeRefused("code_challenge_method", "plain", "invalid_request");
        assertAuthorizeRefused("code_challenge_method", null, "invalid_request");
    }

    @Test
    void authorizeWhenTokenIsAskedForThenRefused() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("response_type", "token");
        Page page = browser.open(request);
        assertThat(page.answer()).doesNotContainKey("code");
        assertThat(page.uri().toString()).doesNotContain("access_token");
        assertThat(page.status()).isIn(302, 400);
    }

    @Test
    void authorizeWhenRedirectIsForeignThenRefusedWithoutRedirect() {
        for (String foreign : new String[] {
            "https://evil.example/callback",
            "http://127.0.0.1:8765/callback/../other",
            "http://127.0.0.1:8765/other",
            "http://localhost:8765/callback",
            "https://127.0.0.1:8765/callback",
            "http://127.0.0.1:8765/callback#fragment"
        }) {
            CodeFlow browser = cli();
            Map<String, String> request = browser.request("cart", CodeFlow.random());
            request.put("redirect_uri", foreign);
            Page page = browser.open(request);
            assertThat(page.status()).as(foreign).isEqualTo(400);
            assertThat(page.callback()).as(foreign).isNull();
        }
    }

    @Test
    void authorizeWhenClientIsUnknownThenRefusedWithoutRedirect() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("client_id", "nobody");
        assertThat(browser.open(request).status()).isEqualTo(400);
    }

    @Test
    void authorizeWhenClientHasNoCodeGrantThenRefused() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("orders", CodeFlow.random());
        request.put("client_id", "cart-service");
        assertThat(browser.open(request).status()).isEqualTo(400);
    }

    @Test
    void authorizeWhenScopeIsUnknownThenRefused() {
        assertAuthorizeRefused("scope", "moon", "invalid_scope");
    }

    @Test
    void authorizeWhenRoleHasLessThanAskedForThenNarrowed() {
        Map<?, ?> alice = cli().tokens("alice", password("alice"), "cart catalog:write payment:refund");
        assertThat(alice.get("scope")).isEqualTo("cart");
        assertThat(scope(alice)).isEqualTo("cart");

        assertThat(scope(cli().tokens("carol", password("carol"), "cart catalog:write payment:refund")))
                .isEqualTo("cart catalog:write");
        assertThat(scope(cli().tokens("erin", password("erin"), "cart catalog:write payment:refund")))
                .isEqualTo("cart payment:refund");
        assertThat(scope(cli().tokens("dave", password("dave"), "openid cart orders payment")))
                .isEqualTo("openid");
    }

    @Test
    void authorizeWhenNothingOfItIsAllowedThenTokenAllowsNothing() {
        assertThat(scope(cli().tokens("dave", password("dave"), "cart"))).isEmpty();
    }

    @Test
    void redeemWhenVerifierIsWrongThenRefused() {
        CodeFlow browser = cli();
        String code = browser.code("alice", password("alice"), "cart", CodeFlow.random());
        assertGrantRefused(browser.redeem(code, CodeFlow.random()));
    }

    @Test
    void redeemWhenVerifierIsMissingThenRefused() {
        CodeFlow browser = cli();
        String code = browser.code("alice", password("alice"), "cart", CodeFlow.random());
        HttpResponse<String> answer = browser.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "palisade-cli",
                        "code",
                        code,
                        "redirect_uri",
                        LOOPBACK));
        assertThat(answer.statusCode()).isIn(400, 401);
        assertThat(answer.body()).doesNotContain("access_token");
    }

    @Test
    void redeemWhenRedirectIsAnotherThenRefused() {
        CodeFlow browser = cli();
        String verifier = CodeFlow.random();
        String code = browser.code("alice", password("alice"), "cart", verifier);
        CodeFlow other = new CodeFlow(
                platform.issuer(),
                Identity.trustOnly(TestPlatform.authority().root()),
                "palisade-cli",
                "http://127.0.0.1:9999/callback");
        assertGrantRefused(other.redeem(code, verifier));
    }

    @Test
    void redeemWhenCodeIsOfAnotherClientThenRefused() {
        String verifier = CodeFlow.random();
        String code = cli().code("alice", password("alice"), "cart", verifier);
        assertGrantRefused(gateway().redeem(code, verifier));
    }

    @Test
    void redeemWhenCodeWasUsedThenRefusedAndFirstTokensRevoked() throws IOException {
        CodeFlow browser = gateway();
        String verifier = CodeFlow.random();
        String code = browser.code("alice", password("alice"), "openid cart", verifier);
        HttpResponse<String> first = browser.redeem(code, verifier);
        assertThat(first.statusCode()).isEqualTo(200);
        String refreshToken =
                new TestClient.Answer(first).json().path("refresh_token").asString();
        String accessToken =
                new TestClient.Answer(first).json().path("access_token").asString();

        assertGrantRefused(browser.redeem(code, verifier));

        assertRefused(
                token("gateway", "grant_type", "refresh_token", "client_id", "gateway", "refresh_token", refreshToken),
                400,
                "invalid_grant");
        assertRefused(
                token(
                        "gateway",
                        "grant_type",
                        EXCHANGE,
                        "client_id",
                        "gateway",
                        "subject_token",
                        accessToken,
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "audience",
                        "cart-service",
                        "scope",
                        "cart"),
                400,
                "invalid_request");
        assertThat(decisions.reasons()).endsWith("deny subject-token-revoked");
    }

    /** The framework looks whether a code was used before it takes it, so that two at once would both be paid. */
    @Test
    void redeemWhenManyAtOnceThenOneAtMost() {
        String verifier = CodeFlow.random();
        CodeFlow browser = gateway();
        String code = browser.code("alice", password("alice"), "openid cart", verifier);
        long paid = IntStream.range(0, 8)
                .parallel()
                .filter(i -> browser.redeem(code, verifier).statusCode() == 200)
                .count();
        assertThat(paid).isLessThanOrEqualTo(1);
    }

    @Test
    void redeemWhenCodeIsOlderThanAMinuteThenRefused() {
        String verifier = CodeFlow.random();
        CodeFlow browser = gateway();
        String code = browser.code("alice", password("alice"), "openid cart", verifier);
        assertThat(DATABASE.number("select extract(epoch from authorization_code_expires_at"
                        + " - authorization_code_issued_at)::int from oauth2_authorization"
                        + " where authorization_code_value = '" + code + "'"))
                .isEqualTo(60);
        DATABASE.execute("update oauth2_authorization set authorization_code_issued_at ="
                + " authorization_code_issued_at - interval '61 seconds', authorization_code_expires_at ="
                + " authorization_code_expires_at - interval '61 seconds' where authorization_code_value = '"
                + code + "'");
        assertGrantRefused(browser.redeem(code, verifier));
    }

    @Test
    void signOutWhenAskedByTheGatewayThenSessionEnds() {
        CodeFlow browser = gateway();
        String idToken = String.valueOf(
                browser.tokens("alice", password("alice"), "openid cart").get("id_token"));
        assertThat(browser.openPushed(browser.request("cart", CodeFlow.random()))
                        .callback())
                .isNotNull();

        HttpResponse<String> answer = browser.get("/connect/logout?id_token_hint=" + idToken
                + "&post_logout_redirect_uri=" + platform.gatewayUrl() + "/");

        assertThat(answer.headers().firstValue("Location")).hasValue(platform.gatewayUrl() + "/");
        assertThat(browser.openPushed(browser.request("cart", CodeFlow.random()))
                        .callback())
                .isNull();
    }

    @Test
    void signOutWhenTokensWereRefreshedMeanwhileThenSessionEnds() throws IOException {
        CodeFlow browser = gateway();
        Map<?, ?> tokens = browser.tokens("alice", password("alice"), "openid cart");
        TestClient.Answer refreshed = token(
                "gateway",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "refresh_token",
                String.valueOf(tokens.get("refresh_token")));
        assertThat(refreshed.status()).isEqualTo(200);

        HttpResponse<String> answer = browser.get("/connect/logout?id_token_hint=" + tokens.get("id_token")
                + "&post_logout_redirect_uri=" + platform.gatewayUrl() + "/");

        assertThat(answer.headers().firstValue("Location")).hasValue(platform.gatewayUrl() + "/");
    }

    @Test
    void signOutWhenTargetIsForeignThenRefusedWithoutRedirect() {
        CodeFlow browser = gateway();
        String idToken = String.valueOf(
                browser.tokens("alice", password("alice"), "openid cart").get("id_token"));
        HttpResponse<String> answer = browser.get(
                "/connect/logout?id_token_hint=" + idToken + "&post_logout_redirect_uri=https://evil.example/");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void registrationWhenAskedForThenNotOffered() throws IOException {
        for (String path : new String[] {"/connect/register", "/oauth2/register", "/oauth2/device_authorization"}) {
            try (TestClient client = client(TestPlatform.identity("gateway"))) {
                TestClient.Answer answer = client.request("POST", path)
                        .header("Accept", "application/json")
                        .json("{\"redirect_uris\":[\"https://evil.example/\"]}")
                        .send();
                assertThat(answer.status()).as(path).isIn(401, 403, 404);
            }
        }
    }

    private Page open(CodeFlow browser) {
        return browser.open(browser.request("cart", CodeFlow.random()));
    }

    private void assertAuthorizeRefused(String parameter, @Nullable String value, String error) {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        if (value == null) {
            request.remove(parameter);
        } else {
            request.put(parameter, value);
        }
        assertThat(browser.open(request).answer())
                .containsEntry("error", error)
                .containsEntry("state", request.get("state"))
                .doesNotContainKey("code");
    }

    private static void assertGrantRefused(HttpResponse<String> answer) {
        assertRefused(new TestClient.Answer(answer), 400, "invalid_grant");
    }

    private static String scope(Map<?, ?> tokens) {
        return String.valueOf(claims(tokens.get("access_token")).getClaim("scope"));
    }

    private static String withoutCsrf(Page page) {
        return page.body().replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "");
    }
}
