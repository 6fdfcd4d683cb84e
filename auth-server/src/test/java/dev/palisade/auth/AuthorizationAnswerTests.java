package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.test.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a client is told at its redirect address, and what it is not. */
class AuthorizationAnswerTests extends AuthServerTest {

    /** RFC 9207 section 2; the framework's answer has no {@code iss}. */
    @Test
    void answerWhenCodeThenNamesIssuer() {
        CodeFlow browser = cli();
        Page page =
                browser.signIn(browser.open(browser.request("cart", CodeFlow.random())), "alice", password("alice"));
        assertThat(page.answer()).containsEntry("iss", issuer()).containsKey("code");
    }

    @Test
    void answerWhenErrorThenNamesIssuer() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("moon", CodeFlow.random());
        assertThat(browser.open(request).answer())
                .containsEntry("iss", issuer())
                .containsEntry("error", "invalid_scope")
                .containsEntry("state", request.get("state"));
    }

    @Test
    void answerWhenNobodyIsSignedInAndNoneMayBeAskedThenLoginRequired() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("openid cart", CodeFlow.random());
        request.put("prompt", "none");
        assertThat(browser.open(request).answer())
                .containsEntry("error", "login_required")
                .containsEntry("iss", issuer());
    }

    @Test
    void answerWhenSignedInAndNoneMayBeAskedThenCode() {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "openid cart", CodeFlow.random());
        Map<String, String> request = browser.request("openid cart", CodeFlow.random());
        request.put("prompt", "none");
        assertThat(browser.open(request).answer()).containsKey("code");
    }

    @Test
    void answerWhenWhatIsAskedForIsNotOfferedThenRefused() {
        assertRefused("request", "e30.e30.", "request_not_supported");
        assertRefused("registration", "{}", "registration_not_supported");
        assertRefused("response_mode", "fragment", "invalid_request");
        assertRefused("response_mode", "form_post", "invalid_request");
        assertRefused("code_challenge", "not-a-hash", "invalid_request");
    }

    @Test
    void answerWhenResponseModeIsQueryThenCode() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("response_mode", "query");
        assertThat(browser.signIn(browser.open(request), "alice", password("alice"))
                        .answer())
                .containsKey("code");
    }

    @Test
    void answerWhenParameterIsUnknownThenIgnored() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("openid cart", CodeFlow.random());
        request.put("palisade.sid", "chosen-by-the-client");
        request.put("extra", "something");
        assertThat(browser.signIn(browser.open(request), "alice", password("alice"))
                        .answer())
                .containsKey("code");
        assertThat(DATABASE.number("select count(*) from oauth2_authorization where attributes like '%chosen-by%'"))
                .isZero();
    }

    @Test
    void answerWhenParameterComesTwiceThenRefusedWithoutRedirect() throws IOException {
        CodeFlow browser = cli();
        for (String name : List.of("client_id", "state", "redirect_uri", "nonce", "resource", "code_challenge")) {
            List<String> pairs = Stream.concat(
                            browser.request("cart", CodeFlow.random()).entrySet().stream()
                                    .flatMap(each -> Stream.of(each.getKey(), each.getValue())),
                            Stream.of(name, "one", name, "two"))
                    .toList();
            try (TestClient client = client(null)) {
                TestClient.Answer answer = client.request(
                                "GET",
                                "/oauth2/authorize?"
                                        + new String(form(pairs.toArray(String[]::new)), StandardCharsets.US_ASCII))
                        .header("Accept", "text/html")
                        .send();
                assertThat(answer.status()).as(name).isEqualTo(400);
                assertThat(answer.header("Location")).as(name).isNull();
            }
        }
    }

    @Test
    void answerWhenRedirectIsMissingThenRefusedWithoutRedirect() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.remove("redirect_uri");
        Page page = browser.open(request);
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.callback()).isNull();
    }

    @Test
    void answerWhenResponseTypeIsMissingThenRefused() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.remove("response_type");
        assertThat(browser.open(request).status()).isEqualTo(400);
    }

    @Test
    void answerWhenScopesAreInAnotherOrderThenCode() {
        assertThat(cli().code("alice", password("alice"), "cart profile openid", CodeFlow.random()))
                .isNotBlank();
    }

    @Test
    void answerWhenHintsComeThenCode() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("openid cart", CodeFlow.random());
        request.put("id_token_hint", "eyJhbGciOiJub25lIn0.e30.");
        request.put("login_hint", "alice");
        request.put("ui_locales", "se");
        request.put("claims_locales", "se");
        request.put("display", "popup");
        assertThat(browser.signIn(browser.open(request), "alice", password("alice"))
                        .answer())
                .containsKey("code");
    }

    /** OpenID Connect Core section 3.1.2.1. */
    @Test
    void answerWhenRequestIsPostedThenCode() {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "openid cart", CodeFlow.random());
        HttpResponse<String> answer =
                browser.post("/oauth2/authorize", browser.request("openid cart", CodeFlow.random()));
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith(LOOPBACK).contains("code="));
    }

    /** A redirect with status 307 would send the password on. */
    @Test
    void answerWhenPasswordWasSentThenRedirectLeavesItBehind() {
        CodeFlow browser = cli();
        Page form = browser.open(browser.request("cart", CodeFlow.random()));
        String csrf = form.body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
        HttpResponse<String> answer =
                browser.post("/login", Map.of("username", "alice", "password", password("alice"), "_csrf", csrf));
        assertThat(answer.statusCode()).isIn(302, 303);
    }

    private void assertRefused(String parameter, String value, String error) {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("openid cart", CodeFlow.random());
        request.put(parameter, value);
        assertThat(browser.open(request).answer())
                .as(parameter)
                .containsEntry("error", error)
                .containsEntry("iss", issuer())
                .doesNotContainKey("code");
    }
}
