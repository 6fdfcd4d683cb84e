package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a client of somebody else gets: what people agreed to, until they take it back. */
class ConsentTests extends AuthServerTest {

    @Autowired
    private AuthProperties properties;

    @BeforeEach
    void forget() {
        DATABASE.execute("delete from oauth2_authorization_consent");
    }

    /** The framework asks for consent only where that is switched on, which here is the default. */
    @Test
    void authorizeWhenClientIsOfSomebodyElseThenAskedInPlainWords() {
        Page page = ask(partner(), "openid cart orders");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo("/consent");
        assertThat(page.body())
                .contains("Partner &lt;b&gt;shop&lt;/b&gt;", "See and change your cart", "See your orders")
                .doesNotContain("<b>shop");
    }

    @Test
    void authorizeWhenShopsOwnClientThenNotAsked() {
        assertThat(cli().code("alice", password("alice"), "cart", CodeFlow.random()))
                .isNotBlank();
    }

    @Test
    void allowWhenAskedThenCodeAndNotAskedAgain() {
        CodeFlow browser = partner();
        HttpResponse<String> answer = allow(browser, ask(browser, "cart"), "cart");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).contains("code=", "state=", "iss=");
        assertThat(browser.open(browser.request("cart", CodeFlow.random())).answer())
                .containsKey("code");
    }

    @Test
    void authorizeWhenMoreIsAskedForThenAskedAgain() {
        CodeFlow browser = partner();
        allow(browser, ask(browser, "cart"), "cart");
        Page page = browser.open(browser.request("cart orders", CodeFlow.random()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");
        assertThat(page.callback()).isNull();
    }

    @Test
    void authorizeWhenConsentIsNeededAndNoneMayBeAskedThenConsentRequired() {
        CodeFlow browser = partner();
        allow(browser, ask(browser, "openid cart"), "openid cart");
        Map<String, String> request = browser.request("openid cart orders", CodeFlow.random());
        request.put("prompt", "none");
        assertThat(browser.open(request).answer()).containsEntry("error", "consent_required");
    }

    @Test
    void denyWhenAskedThenAccessDeniedAndNothingKept() {
        CodeFlow browser = partner();
        HttpResponse<String> answer = allow(browser, ask(browser, "cart"), "");
        assertThat(location(answer)).contains("error=access_denied", "iss=").doesNotContain("code=");
        assertThat(DATABASE.number("select count(*) from oauth2_authorization_consent"))
                .isZero();
    }

    @Test
    void askWhenScopesAreMoreThanTheRolesAllowThenNarrowed() {
        CodeFlow browser = partner();
        Page page = ask(browser, "cart payment:refund");
        assertThat(page.body()).contains("data-scope=\"cart\"").doesNotContain("payment:refund");
        HttpResponse<String> more = allow(browser, page, "cart payment:refund");
        assertThat(location(more)).contains("error=invalid_scope").doesNotContain("code=");
    }

    @Test
    void askWhenAddressIsChangedThenStillWhatWasAskedFor() {
        CodeFlow browser = partner();
        Page page = ask(browser, "cart");
        String path = page.uri().getPath() + "?client_id=gateway&scope=orders&state=" + encoded(stateOf(page));
        assertThat(browser.get(path).body())
                .contains("Partner", "data-scope=\"cart\"")
                .doesNotContain("data-scope=\"orders\"", "Palisade shop");
    }

    @Test
    void askWhenStateIsOfAnotherPersonOrMadeUpThenRefused() {
        String state = encoded(stateOf(ask(partner(), "cart")));
        CodeFlow bob = cli();
        bob.code("bob", password("bob"), "cart", CodeFlow.random());
        for (String other : List.of(state, "made-up", "", "a&state=b")) {
            assertThat(bob.get("/consent?state=" + other).statusCode())
                    .as(other)
                    .isEqualTo(400);
        }
        assertThat(bob.get("/consent").statusCode()).isEqualTo(400);
        HttpResponse<String> answer =
                bob.post("/oauth2/authorize", Map.of("client_id", "partner", "state", state, "scope", "cart"));
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void listWhenAgreedThenShowsClientScopesAndUse() throws IOException {
        CodeFlow browser = partner();
        String token = tokenAfterConsent(browser, "cart");
        assertThat(claims(token).getClaim("client_id")).isEqualTo("partner");
        String page = browser.get("/account/consents").body();
        assertThat(page)
                .contains("Partner &lt;b&gt;shop", "data-scope=\"cart\"", "Since ")
                .doesNotContain("last used never");
        CodeFlow bob = cli();
        bob.code("bob", password("bob"), "cart", CodeFlow.random());
        assertThat(bob.get("/account/consents").body()).contains("no program").doesNotContain("Partner");
    }

    @Test
    void revokeWhenAskedThenTokensDieAndClientHasToAskAgain() throws IOException {
        CodeFlow browser = partner();
        String token = tokenAfterConsent(browser, "cart");
        assertThat(exchange(token).status()).isEqualTo(200);

        CodeFlow bob = cli();
        bob.code("bob", password("bob"), "cart", CodeFlow.random());
        revoke(bob, "partner"); // nothing of somebody else's
        assertThat(exchange(token).status()).isEqualTo(200);

        assertThat(revoke(browser, "partner").statusCode()).isEqualTo(200);
        assertRefused(exchange(token), 400, "invalid_request");
        assertThat(browser.open(browser.request("cart", CodeFlow.random()))
                        .uri()
                        .getPath())
                .isEqualTo("/consent");
        assertThat(decisions.entries())
                .anySatisfy(entry -> assertThat(entry)
                        .containsEntry("point", "consent")
                        .containsEntry("resource", "partner")
                        .containsEntry("reason", "revoked-by-person"));
    }

    @Test
    void revokeWhenNoCsrfTokenThenForbidden() throws IOException {
        CodeFlow browser = partner();
        String token = tokenAfterConsent(browser, "cart");
        assertThat(browser.post("/account/consents/revoke", Map.of("client_id", "partner"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(exchange(token).status()).isEqualTo(200);
    }

    @Test
    void pagesWhenSentThenOfOurPolicyAndKeptByNobody() {
        CodeFlow browser = partner();
        ask(browser, "cart");
        for (String path : List.of("/account/consents", "/device")) {
            HttpResponse<String> page = browser.get(path);
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("frame-ancestors 'none'", "form-action 'self'")
                            .doesNotContain("unsafe"));
            assertThat(page.headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(cache -> assertThat(cache).contains("no-store"));
            assertThat(page.body()).doesNotContain("<script", "style=", "onclick");
        }
    }

    @Test
    void wordsWhenScopeCanBeGrantedThenThereAreSome() {
        properties
                .roleScopes()
                .values()
                .forEach(scopes -> assertThat(properties.scopeWords().keySet()).containsAll(scopes));
    }

    private CodeFlow partner() {
        return new CodeFlow(
                platform.issuer(), Identity.trustOnly(TestPlatform.authority().root()), "partner", LOOPBACK);
    }

    private Page ask(CodeFlow browser, String scope) {
        return browser.signIn(browser.open(browser.request(scope, CodeFlow.random())), "alice", password("alice"));
    }

    private String tokenAfterConsent(CodeFlow browser, String scope) {
        String verifier = CodeFlow.random();
        Page page = browser.signIn(browser.open(browser.request(scope, verifier)), "alice", password("alice"));
        String code = location(allow(browser, page, scope)).replaceAll(".*[?&]code=([^&]*).*", "$1");
        return new TestClient.Answer(browser.redeem(code, verifier))
                .json()
                .path("access_token")
                .asString();
    }

    /** Posts the form of the page with these scopes. */
    private HttpResponse<String> allow(CodeFlow browser, Page page, String scopes) {
        StringBuilder fields = new StringBuilder("partner");
        for (String scope : scopes.isEmpty() ? new String[0] : scopes.split(" ")) {
            fields.append("&scope=").append(encoded(scope));
        }
        return browser.postForm("/oauth2/authorize", "state=" + encoded(stateOf(page)) + "&client_id=" + fields);
    }

    private static HttpResponse<String> revoke(CodeFlow browser, String client) {
        return browser.post("/account/consents/revoke", Map.of("client_id", client, "_csrf", csrf(browser, "/device")));
    }

    private TestClient.Answer exchange(String token) throws IOException {
        return token(
                "gateway",
                "grant_type",
                EXCHANGE,
                "client_id",
                "gateway",
                "subject_token",
                token,
                "subject_token_type",
                ACCESS_TOKEN,
                "audience",
                "cart-service",
                "scope",
                "cart");
    }

    private static String stateOf(Page page) {
        return page.body().replaceAll("(?s).*name=\"state\" value=\"([^\"]*)\".*", "$1");
    }

    private static String location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElse("none"))
                .toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
