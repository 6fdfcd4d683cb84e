package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.Progress;
import dev.palisade.local.TimeCodes;
import dev.palisade.test.TestClient;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a person is asked for beside the password, and what tokens say about it. */
class SecondFactorTests extends AuthServerTest {

    private static final String ONE = "urn:palisade:acr:one-factor";
    private static final String TWO = "urn:palisade:acr:two-factors";
    private static final String PAGE = "/second-factor";
    private static final String SET_UP = "/second-factor/set-up";

    @Test
    void tokensWhenPasswordThenOneFactorAndItsTime() throws Exception {
        Map<?, ?> tokens = gatewayTokens("carol", "openid cart");
        for (String token : List.of("access_token", "id_token")) {
            assertThat(claims(tokens.get(token)).getClaim("acr")).as(token).isEqualTo(ONE);
            assertThat(claims(tokens.get(token)).getStringListClaim("amr")).containsExactly("pwd");
            assertThat(authTime(tokens.get(token))).isBetween(Instant.now().minusSeconds(30), Instant.now());
        }
    }

    @Test
    void authorizeWhenTwoFactorsAreAskedForThenCodeAndTokensSaySo() throws Exception {
        CodeFlow browser = gateway();
        String verifier = CodeFlow.random();
        Page page = browser.signIn(
                browser.openPushed(asking(browser, "openid cart", verifier)), "carol", password("carol"));
        assertThat(page.uri().getPath()).isEqualTo(PAGE);
        Page back = browser.submit(page, PAGE, Map.of("code", timeCode("carol")));

        TestClient.Answer tokens = new TestClient.Answer(
                browser.redeem(String.valueOf(back.answer().get("code")), verifier));
        for (String token : List.of("access_token", "id_token")) {
            String text = tokens.json().path(token).asString();
            assertThat(claims(text).getClaim("acr")).as(token).isEqualTo(TWO);
            assertThat(claims(text).getStringListClaim("amr")).containsExactly("pwd", "otp", "mfa");
            assertThat(authTime(text)).isBetween(Instant.now().minusSeconds(30), Instant.now());
        }
        assertThat(decisions.reasons()).containsSubsequence("deny person-has-to-confirm", "permit time-code");
    }

    @Test
    void authorizeWhenTwoFactorsWereGivenThenNotAskedAgain() {
        CodeFlow browser = confirmed("carol");
        assertThat(browser.open(asking(browser, "cart", CodeFlow.random())).answer())
                .containsKey("code");
    }

    @Test
    void authorizeWhenOneFactorIsEnoughThenNoCode() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("acr_values", ONE);
        assertThat(browser.signIn(browser.open(request), "carol", password("carol"))
                        .answer())
                .containsKey("code");
    }

    @Test
    void codeWhenUsedBeforeThenRefused() {
        CodeFlow first = cli();
        Page firstPage = waiting(first, "carol");
        String code = timeCode("carol");
        assertThat(first.submit(firstPage, PAGE, Map.of("code", code)).answer()).containsKey("code");

        CodeFlow second = cli();
        Page page = second.submit(waiting(second, "carol"), PAGE, Map.of("code", code));
        assertThat(page.callback()).isNull();
        assertThat(page.body()).contains("does not work");
        assertThat(decisions.reasons()).endsWith("deny code-does-not-work");
        String next = TimeCodes.code(totpSecret("carol"), TimeCodes.stepAt(Instant.now()) + 1);
        assertThat(second.submit(page, PAGE, Map.of("code", next)).answer()).containsKey("code");
        CodeFlow third = cli();
        assertThat(third.submit(waiting(third, "carol"), PAGE, Map.of("code", code))
                        .callback())
                .isNull();
    }

    @Test
    void codeWhenManyAtOnceThenOneSignIn() {
        List<CodeFlow> browsers = List.of(cli(), cli(), cli(), cli());
        List<Page> pages =
                browsers.stream().map(browser -> waiting(browser, "erin")).toList();
        String code = timeCode("erin");
        long signedIn = IntStream.range(0, browsers.size())
                .parallel()
                .filter(i -> browsers.get(i)
                                .submit(pages.get(i), PAGE, Map.of("code", code))
                                .callback()
                        != null)
                .count();
        assertThat(signedIn).isEqualTo(1);
    }

    @Test
    void codeWhenWrongOldOrOfAnotherThenRefused() {
        CodeFlow browser = cli();
        Page page = waiting(browser, "carol");
        long now = TimeCodes.stepAt(Instant.now());
        timeCode("carol");
        for (String wrong : List.of(
                "",
                "000",
                "abcdef",
                "'; --",
                TimeCodes.code(totpSecret("carol"), now - 3),
                TimeCodes.code(totpSecret("carol"), now + 3),
                TimeCodes.code(totpSecret("erin"), now))) {
            DATABASE.execute("delete from guess"); // this is not about their number
            page = browser.submit(page, PAGE, Map.of("code", wrong));
            assertThat(page.uri().toString()).as(wrong).endsWith(PAGE + "?error");
        }
        assertThat(browser.submit(page, PAGE, Map.of("code", timeCode("carol"))).answer())
                .containsKey("code");
    }

    @Test
    void codeWhenNoCsrfTokenThenForbidden() {
        CodeFlow browser = cli();
        waiting(browser, "carol");
        assertThat(browser.post(PAGE, Map.of("code", timeCode("carol"))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void pageWhenNobodyIsSignedInThenSignInFirst() {
        for (String path : List.of(PAGE, SET_UP)) {
            HttpResponse<String> answer = cli().get(path);
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValueSatisfying(location -> assertThat(location).endsWith("/login"));
        }
    }

    @Test
    void codeWhenRightThenSessionHasAnotherId() {
        CodeFlow browser = cli();
        Page page = waiting(browser, "carol");
        String before = browser.cookie("__Host-signin");
        browser.submit(page, PAGE, Map.of("code", timeCode("carol")));
        assertThat(browser.cookie("__Host-signin")).isNotNull().isNotEqualTo(before);
    }

    @Test
    void setUpWhenNoneIsThereThenSecretPictureRecoveryCodesAndOn() {
        forget("bob");
        CodeFlow browser = cli();
        Page page = waiting(browser, "bob");
        assertThat(page.uri().getPath()).isEqualTo(SET_UP);
        assertThat(page.body()).contains("<svg", "M4,4h1v1h-1z");
        String secret = secretOf(page);
        assertThat(DATABASE.text("select secret from totp where account_id = " + rowOf("bob")))
                .doesNotContain(secret);

        page = browser.submit(page, SET_UP, Map.of("code", "000000"));
        assertThat(page.uri().toString()).endsWith(SET_UP + "?error");
        assertThat(secretOf(page)).isEqualTo(secret);
        assertThat(DATABASE.text("select confirmed from totp where account_id = " + rowOf("bob")))
                .isEqualTo("f");

        Page codes =
                browser.submit(page, SET_UP, Map.of("code", TimeCodes.code(secret, TimeCodes.stepAt(Instant.now()))));
        List<String> recovery = recoveryCodes(codes);
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates().allMatch(code -> code.matches("(\\w{4}-){3}\\w{4}"));
        assertThat(DATABASE.column("select encode(hash, 'escape') from recovery_code"))
                .hasSize(10)
                .noneMatch(recovery::contains);
        assertThat(browser.open(asking(browser, "cart", CodeFlow.random())).answer())
                .containsKey("code");
        assertThat(browser.get(SET_UP).headers().firstValue("Location")).hasValue(PAGE);
    }

    @Test
    void recoveryCodeWhenUsedThenSignsInOnce() throws Exception {
        forget("bob");
        CodeFlow browser = cli();
        Page page = waiting(browser, "bob");
        Page codes = browser.submit(
                page, SET_UP, Map.of("code", TimeCodes.code(secretOf(page), TimeCodes.stepAt(Instant.now()))));
        String code = recoveryCodes(codes).get(3);

        CodeFlow other = cli();
        String verifier = CodeFlow.random();
        Page asked = other.signIn(other.open(asking(other, "cart", verifier)), "bob", password("bob"));
        Page back = other.submit(asked, PAGE, Map.of("code", code.toUpperCase(Locale.ROOT)));
        String token = new TestClient.Answer(
                        other.redeem(String.valueOf(back.answer().get("code")), verifier))
                .json()
                .path("access_token")
                .asString();
        assertThat(claims(token).getClaim("acr")).isEqualTo(TWO);
        assertThat(decisions.reasons()).contains("permit recovery-code");

        CodeFlow again = cli();
        assertThat(again.submit(waiting(again, "bob"), PAGE, Map.of("code", code))
                        .callback())
                .isNull();
        CodeFlow foreign = cli();
        assertThat(foreign.submit(
                                waiting(foreign, "carol"),
                                PAGE,
                                Map.of("code", recoveryCodes(codes).get(4)))
                        .callback())
                .isNull();
        CodeFlow twin = cli();
        assertThat(twin.submit(
                                waiting(twin, "bob"),
                                PAGE,
                                Map.of("code", recoveryCodes(codes).get(4)))
                        .callback())
                .isNotNull();
    }

    @Test
    void authorizeWhenSignInIsOlderThanAllowedThenPasswordAgainAndOn() throws Exception {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "cart", CodeFlow.random());
        Thread.sleep(Duration.ofMillis(2_100));

        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("max_age", "1");
        Page page = browser.open(request);
        assertThat(page.uri().getPath()).isEqualTo("/login");
        Thread.sleep(Duration.ofMillis(1_100));
        assertThat(browser.signIn(page, "alice", password("alice")).answer()).containsKey("code");

        Map<String, String> lenient = browser.request("cart", CodeFlow.random());
        lenient.put("max_age", "600");
        assertThat(browser.open(lenient).answer()).containsKey("code");
    }

    @Test
    void authorizeWhenNoAgeIsAllowedThenAskedOnceForEachRequest() throws Exception {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("max_age", "0");
        Page page = browser.open(request);
        Thread.sleep(Duration.ofMillis(1_100));
        page = browser.signIn(page, "alice", password("alice"));
        assertThat(page.answer()).containsKey("code");
        Thread.sleep(Duration.ofMillis(1_100));
        assertThat(browser.open(request).uri().getPath()).isEqualTo("/login");
    }

    @Test
    void authorizeWhenCodeIsOlderThanAllowedThenPasswordIsNotEnough() throws Exception {
        CodeFlow browser = confirmed("carol");
        Thread.sleep(Duration.ofMillis(2_100));
        Map<String, String> request = asking(browser, "cart", CodeFlow.random());
        request.put("max_age", "1");
        assertThat(browser.open(request).uri().getPath()).isEqualTo(PAGE);
        browser.submit(
                new Page(platform.issuer(), 200, browser.get("/login").body(), null),
                "/login",
                Map.of("username", "carol", "password", password("carol")));
        Page page = browser.open(request);
        assertThat(page.uri().getPath()).isEqualTo(PAGE);
        assertThat(browser.submit(page, PAGE, Map.of("code", timeCode("carol"))).answer())
                .containsKey("code");
    }

    @Test
    void authorizeWhenSilentAndFactorIsMissingThenError() {
        CodeFlow browser = cli();
        browser.code("carol", password("carol"), "openid cart", CodeFlow.random());
        Map<String, String> request = asking(browser, "openid cart", CodeFlow.random());
        request.put("prompt", "none");
        assertThat(browser.open(request).answer()).containsEntry("error", "unmet_authentication_requirements");
        request.put("acr_values", ONE);
        assertThat(browser.open(request).answer()).containsKey("code");
    }

    @Test
    void authorizeWhenParameterIsWrongThenError() {
        assertError("acr_values", "urn:elsewhere:gold", "unmet_authentication_requirements");
        for (String wrong : List.of("-1", "soon", "1.5", "99999999999999999999", "")) {
            assertError("max_age", wrong, "invalid_request");
        }
    }

    @Test
    void authorizeWhenAcrIsNamedTwiceThenError() {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "cart", CodeFlow.random());
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        StringBuilder query = new StringBuilder("/oauth2/authorize?acr_values=" + ONE + "&acr_values=" + TWO);
        request.forEach((name, value) ->
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpResponse<String> answer = browser.get(query.toString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void refreshWhenLaterThenPersonIsNeitherSurerNorFresher() throws Exception {
        Map<?, ?> first = gatewayTokens("carol", "openid cart");
        Thread.sleep(Duration.ofMillis(1_100));
        TestClient.Answer second = token(
                "gateway",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "refresh_token",
                String.valueOf(first.get("refresh_token")));
        for (String token : List.of("access_token", "id_token")) {
            String text = second.json().path(token).asString();
            assertThat(claims(text).getClaim("acr")).isEqualTo(ONE);
            assertThat(authTime(text)).isEqualTo(authTime(first.get(token)));
        }
    }

    @Test
    void exchangeWhenDoneThenPersonIsAsBefore() throws Exception {
        String token = strongToken("erin", "payment:refund");
        TestClient.Answer answer = token(
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
                "payment-service",
                "scope",
                "payment:refund");
        String exchanged = answer.json().path("access_token").asString();
        assertThat(claims(exchanged).getClaim("acr")).isEqualTo(TWO);
        assertThat(claims(exchanged).getStringListClaim("amr")).containsExactly("pwd", "otp", "mfa");
        assertThat(authTime(exchanged)).isEqualTo(authTime(token));
    }

    @Test
    void tokensWhenTwoWithinOneStepThenBoth() {
        CodeFlow flow = cli().withSecondFactor(totpSecret("erin"), Progress.SILENT);
        CodeFlow other = cli().withSecondFactor(totpSecret("erin"), Progress.SILENT);
        timeCode("erin");
        assertThat(flow.tokens("erin", password("erin"), "payment:refund").get("access_token"))
                .isNotNull();
        assertThat(other.tokens("erin", password("erin"), "payment:refund").get("access_token"))
                .isNotNull();
    }

    /** A browser that waits at the page for the second factor. */
    private Page waiting(CodeFlow browser, String login) {
        return browser.signIn(browser.open(asking(browser, "cart", CodeFlow.random())), login, password(login));
    }

    private CodeFlow confirmed(String login) {
        CodeFlow browser = cli();
        Page page = waiting(browser, login);
        assertThat(browser.submit(page, PAGE, Map.of("code", timeCode(login))).answer())
                .containsKey("code");
        return browser;
    }

    private static Map<String, String> asking(CodeFlow browser, String scope, String verifier) {
        Map<String, String> request = browser.request(scope, verifier);
        request.put("acr_values", TWO);
        return request;
    }

    private void assertError(String parameter, String value, String error) {
        CodeFlow browser = cli();
        browser.code("alice", password("alice"), "cart", CodeFlow.random());
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        assertThat(browser.open(request).answer()).containsKey("code");
        request.put(parameter, value);
        assertThat(browser.open(request).answer())
                .as(parameter + " " + value)
                .containsEntry("error", error)
                .containsEntry("state", request.get("state"))
                .doesNotContainKey("code");
    }

    private static void forget(String login) {
        DATABASE.execute("delete from totp where account_id = " + rowOf(login));
        DATABASE.execute("delete from recovery_code where account_id = " + rowOf(login));
    }

    private static String rowOf(String login) {
        return "(select id from account where login = '" + login + "')";
    }

    private static String secretOf(Page page) {
        return element(page, "secret").replace(" ", "");
    }

    private static List<String> recoveryCodes(Page page) {
        return List.of(element(page, "recovery-codes").split("\n"));
    }

    private static String element(Page page, String testId) {
        Matcher found =
                Pattern.compile("data-testid=\"" + testId + "\">([^<]*)<").matcher(page.body());
        assertThat(found.find()).as(page.uri() + " " + testId).isTrue();
        return found.group(1);
    }

    private static Instant authTime(@Nullable Object token) {
        return Instant.ofEpochSecond((Long) Objects.requireNonNull(claims(token).getClaim("auth_time")));
    }
}
