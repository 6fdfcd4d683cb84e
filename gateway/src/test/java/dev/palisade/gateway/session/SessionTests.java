package dev.palisade.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.gateway.Browser;
import dev.palisade.gateway.Gateway;
import dev.palisade.gateway.GatewayTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A person in a browser. */
class SessionTests extends GatewayTest {

    private static final String SESSION = "__Host-session";
    private static final String CSRF = "__Host-csrf";

    @Autowired
    private BrowserSessions sessions;

    private Browser browser;

    @BeforeEach
    void open() {
        Browser.life = Duration.ofMinutes(5);
        browser = new Browser(base());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void sessionWhenNobodyIsSignedInThenSaysSo() throws IOException {
        TestClient.Answer answer = browser.send("GET", "/api/session", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("signedIn").asBoolean()).isFalse();
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void signInWhenStartedThenPushesPkceStateAndNonceAndBrowserCarriesAReference() throws IOException {
        TestClient.Answer start = browser.send("GET", "/oauth2/authorization/palisade", null);
        assertThat(start.status()).isEqualTo(302);
        URI location = URI.create(Objects.requireNonNull(start.header("Location")));
        assertThat(location.getAuthority())
                .isEqualTo(TestPlatform.issuer().url().getAuthority());
        Map<String, String> carried = Browser.query(location);
        assertThat(carried).containsOnlyKeys("client_id", "request_uri").containsEntry("client_id", "gateway");
        assertThat(TestPlatform.issuer().pushed(String.valueOf(carried.get("request_uri"))))
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "gateway")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge", "scope", "redirect_uri");
    }

    @Test
    void signInWhenNoRequestCanBePushedThenUnavailable() throws IOException {
        TestPlatform.issuer().takesRequests(false);
        try {
            assertProblem(browser.send("GET", "/oauth2/authorization/palisade", null), 503, "unavailable");
        } finally {
            TestPlatform.issuer().takesRequests(true);
        }
    }

    /** Mix-up (RFC 9207): the framework does not look at who answers. */
    @Test
    void signInWhenAnswerIsOfAnotherIssuerThenRefused() throws IOException {
        for (String issuer : new @Nullable String[] {"https://evil.example", null, ""}) {
            Map<String, String> request = browser.start();
            browser.comeBack(person(), request, String.valueOf(request.get("state")), issuer);
            assertThat(signedIn(browser)).isFalse();
        }
        assertThat(decisions.reasons())
                .containsExactly(
                        "deny answer-of-another-issuer", "deny answer-without-issuer", "deny answer-of-another-issuer");
        browser.signIn(person());
        assertThat(signedIn(browser)).isTrue();
    }

    @Test
    void signInWhenMoreIsAskedOfThePersonThenPassedOn() throws IOException {
        Map<String, String> request = started("?acr_values=urn:palisade:acr:two-factors&max_age=300");
        assertThat(request)
                .containsEntry("acr_values", "urn:palisade:acr:two-factors")
                .containsEntry("max_age", "300")
                .containsKeys("state", "nonce", "code_challenge");
    }

    @Test
    void signInWhenSomethingElseIsAskedThenLeftBehind() throws IOException {
        String query =
                "?acr_values=urn:elsewhere&max_age=1000000&prompt=none&scope=admin&redirect_uri=https://evil.example/";
        assertThat(started(query))
                .doesNotContainKeys("acr_values", "max_age", "prompt")
                .doesNotContainEntry("scope", "admin")
                .doesNotContainEntry("redirect_uri", "https://evil.example/");
        assertThat(started("?max_age=-1&acr_values=")).doesNotContainKeys("acr_values", "max_age");
    }

    @Test
    void signInWhenDoneThenSession() throws IOException {
        TestClient.Answer back = browser.signIn(person());
        assertThat(back.status()).isEqualTo(302);
        assertThat(back.header("Location")).isEqualTo(base() + "/");

        TestClient.Answer session = browser.send("GET", "/api/session", null);
        assertThat(session.json().path("signedIn").asBoolean()).isTrue();
        assertThat(session.json().path("name").asString()).isEqualTo("alice");
        assertThat(session.json().path("roles").toString()).isEqualTo("[\"customer\"]");
        assertThat(browser.send("GET", "/api/cart", null).status()).isEqualTo(200);
        assertThat(CART.requests()).hasSize(1);
    }

    @Test
    void cartWhenSignedInThenExchangedTokenOfThePerson() throws IOException {
        String person = person();
        browser.signIn(person);
        browser.send("GET", "/api/cart", null);
        assertThat(claims(CART.requests().getFirst()).getSubject()).isEqualTo(person);
        assertThat(claims(CART.requests().getFirst()).getAudience()).containsExactly("cart-service");
        assertThat(CART.requests().getFirst().header("Cookie")).isNull();
    }

    @Test
    void tokensWhenSignedInThenNeverReachTheBrowser() throws IOException {
        browser.signIn(person());
        browser.send("GET", "/", null);
        browser.send("GET", "/api/session", null);
        browser.send("GET", "/api/cart", null);
        browser.send("PUT", "/api/cart/items/00000000-0000-4000-8000-000000000001", "{\"quantity\":1}");
        assertThat(browser.seen())
                .hasSizeGreaterThan(4)
                .allSatisfy(answer -> assertThat(answer).doesNotContainPattern("eyJ[A-Za-z0-9_-]{10,}\\."));
    }

    @Test
    void cookiesWhenSetThenOnlyForThisHost() throws IOException {
        browser.signIn(person());
        browser.send("GET", "/api/session", null);
        assertThat(browser.setCookies())
                .isNotEmpty()
                .allMatch(cookie -> cookie.startsWith(SESSION + "=") || cookie.startsWith(CSRF + "="))
                .allSatisfy(cookie -> assertThat(Arrays.asList(cookie.split("; ")))
                        .contains("Path=/", "Secure")
                        .noneMatch(part -> part.startsWith("Domain")));
        assertThat(lastCookie(SESSION)).contains("HttpOnly", "SameSite=Lax").doesNotContain("Max-Age", "Expires");
        assertThat(lastCookie(CSRF)).contains("SameSite=Strict").doesNotContain("HttpOnly");
    }

    @Test
    void signInWhenDoneThenSessionHasAnotherId() throws IOException {
        browser.send("GET", "/oauth2/authorization/palisade", null);
        String before = browser.cookie(SESSION);
        browser.signIn(person());
        assertThat(before).isNotNull();
        assertThat(browser.cookie(SESSION)).isNotNull().isNotEqualTo(before);
        try (Browser attacker = new Browser(base())) {
            attacker.cookie(SESSION, Objects.requireNonNull(before));
            assertThat(signedIn(attacker)).isFalse();
        }
    }

    @Test
    void signInWhenStateIsOfAnotherBrowserThenRefused() throws IOException {
        try (Browser attacker = new Browser(base())) {
            Map<String, String> request = attacker.start();
            browser.comeBack(person(), request, String.valueOf(request.get("state")));
            assertThat(signedIn(browser)).isFalse();
        }
    }

    @Test
    void signInWhenStateIsWrongThenRefused() throws IOException {
        Map<String, String> request = browser.start();
        browser.comeBack(person(), request, "another");
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void signInWhenNonceIsWrongThenRefused() throws IOException {
        Map<String, String> request = browser.start();
        request.put("nonce", "another");
        browser.comeBack(person(), request, String.valueOf(request.get("state")));
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void csrfWhenMissingOrWrongThenForbidden() throws IOException {
        browser.signIn(person());
        browser.send("GET", "/api/session", null);
        for (String method : new String[] {"POST", "PUT", "DELETE"}) {
            String path =
                    method.equals("POST") ? "/api/orders" : "/api/cart/items/00000000-0000-4000-8000-000000000001";
            for (String csrf : new @Nullable String[] {null, "wrong", ""}) {
                assertProblem(browser.send(method, path, "{}", csrf), 403, "forbidden");
            }
        }
        assertNothingForwarded();
    }

    @Test
    void csrfWhenRightThenForwarded() throws IOException {
        browser.signIn(person());
        browser.send("GET", "/api/session", null);
        String path = "/api/cart/items/00000000-0000-4000-8000-000000000001";
        assertThat(browser.send("PUT", path, "{\"quantity\":1}").status()).isEqualTo(200);
        assertThat(browser.send("DELETE", path, null).status()).isEqualTo(200);
        assertThat(browser.send("POST", "/api/orders", PURCHASE).status()).isEqualTo(200);
        assertThat(CART.requests()).hasSize(3);
    }

    @Test
    void sessionWhenAnotherGatewayIsAskedThenTheSame() throws IOException {
        browser.signIn(person());
        try (ConfigurableApplicationContext second = another();
                Browser same = new Browser(base(second))) {
            same.cookie(SESSION, Objects.requireNonNull(browser.cookie(SESSION)));
            assertThat(signedIn(same)).isTrue();
        }
    }

    /** A refresh token that is used twice looks like theft, whichever two gateways used it. */
    @Test
    void tokenWhenTwoGatewaysFindItAboutToEndThenRefreshedOnce() throws IOException {
        Browser.life = Duration.ofSeconds(10);
        browser.signIn(person());
        Browser.life = Duration.ofMinutes(5);
        String cookies = browser.cookieHeader();
        try (ConfigurableApplicationContext second = another()) {
            int before = Browser.REFRESHES.get();
            List<String> gateways = List.of(base(), base(second));
            List<Integer> statuses = IntStream.range(0, 12)
                    .parallel()
                    .mapToObj(i -> cart(gateways.get(i % 2), cookies))
                    .toList();
            assertThat(statuses).containsOnly(200);
            assertThat(Browser.REFRESHES.get() - before).isEqualTo(1);
            assertThat(cart(base(second), cookies)).isEqualTo(200);
            assertThat(Browser.REFRESHES.get() - before).isEqualTo(1);
        }
    }

    @Test
    void tokenWhenTheGatewayThatRefreshesDiesThenAnotherTakesOver() throws IOException {
        Browser.life = Duration.ofSeconds(10);
        browser.signIn(person());
        Browser.life = Duration.ofMinutes(5);
        TestDatabase.named("gateway").execute("update browser_session set refreshing_until = now() + interval '2 s'");
        assertThat(browser.send("GET", "/api/cart", null).status()).isEqualTo(200);
        assertThat(TestDatabase.named("gateway")
                        .number("select count(*) from browser_session where refreshing_until > now()"))
                .isZero();
    }

    @Test
    void sessionWhenStoredThenNothingOfItCanBeReadThere() throws IOException {
        browser.signIn(person());
        String stored = TestDatabase.named("gateway")
                .text("select string_agg(s::text || encode(content, 'escape'), ' ') from browser_session s");
        assertThat(stored)
                .isNotEmpty()
                .doesNotContain(
                        Objects.requireNonNull(browser.cookie(SESSION)),
                        "alice",
                        "customer",
                        "SecurityContext",
                        "springframework")
                .doesNotContainPattern("eyJ[\\w-]{20}"); // three letters alone stand in random bytes at times
    }

    /** Who can write to the database still cannot make one person's session another's. */
    @Test
    void sessionWhenItsContentIsOfAnotherThenThereIsNone() throws IOException {
        TestDatabase database = TestDatabase.named("gateway");
        database.execute("delete from browser_session");
        String alice = person();
        String mallory = person();
        browser.signIn(alice);
        try (Browser other = new Browser(base())) {
            other.signIn(mallory);
            assertThat(signedIn(other)).isTrue();
            database.execute(
                    "update browser_session set content = (select content from browser_session where person = '" + alice
                            + "') where person = '" + mallory + "'");
            assertThat(signedIn(other)).isFalse();
            assertProblem(other.send("GET", "/api/cart", null), 401, "unauthenticated");
        }
        assertThat(signedIn(browser)).isTrue();
        database.execute("update browser_session set content = set_byte(content, 20, get_byte(content, 20) # 1)");
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void sessionWhenUsedAllDayThenEndsAllTheSame() throws IOException {
        TestDatabase.named("gateway").execute("delete from browser_session");
        browser.signIn(person());
        TestDatabase.named("gateway")
                .execute("update browser_session set created_at = created_at - interval '11 h 59 min',"
                        + " used_at = used_at - interval '10 min', ends_at = now() + interval '1 h'");
        assertThat(signedIn(browser)).isTrue(); // and its use has been written down, with its latest end
        assertThat(TestDatabase.named("gateway")
                        .number("select count(*) from browser_session where ends_at > created_at + interval '12 h'"))
                .isZero();
        TestDatabase.named("gateway").execute("update browser_session set ends_at = now() - interval '1 s'");
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void sessionsWhenAllOfAPersonEndThenOnlyTheirs() throws IOException {
        String alice = person();
        browser.signIn(alice);
        try (Browser phone = new Browser(base());
                Browser other = new Browser(base())) {
            phone.signIn(alice);
            other.signIn(person());
            assertThat(sessions.end(alice, null, Instant.now())).isEqualTo(2);
            assertThat(signedIn(browser)).isFalse();
            assertThat(signedIn(phone)).isFalse();
            assertThat(signedIn(other)).isTrue();
        }
    }

    @Test
    void sessionWhenEndedDuringARequestThenNotBroughtBack() throws IOException {
        String alice = person();
        browser.signIn(alice);
        CART.answer(request -> {
            sessions.end(alice, null, Instant.now());
            return Response.ok("{}");
        });
        browser.send("GET", "/api/cart", null);
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void sessionsWhenEndedThenDeletedInTime() throws IOException {
        TestDatabase.named("gateway").execute("delete from browser_session");
        browser.signIn(person());
        TestDatabase.named("gateway").execute("update browser_session set ends_at = now() - interval '1 s'");
        sessions.deleteEnded();
        assertThat(TestDatabase.named("gateway").number("select count(*) from browser_session"))
                .isZero();
    }

    @Test
    void sessionWhenIdleTooLongThenEnds() throws IOException {
        browser.signIn(person());
        assertThat(signedIn(browser)).isTrue();
        TestDatabase.named("gateway")
                .execute("update browser_session set used_at = used_at - interval '1801 s',"
                        + " ends_at = ends_at - interval '1801 s'");
        assertThat(signedIn(browser)).isFalse();
        assertProblem(browser.send("GET", "/api/cart", null), 401, "unauthenticated");
    }

    @Test
    void tokenWhenAboutToEndThenRefreshedOnce() throws IOException {
        Browser.life = Duration.ofSeconds(10);
        browser.signIn(person());
        Browser.life = Duration.ofMinutes(5);
        int before = Browser.REFRESHES.get();
        String cookies = browser.cookieHeader();

        List<Integer> statuses = IntStream.range(0, 10)
                .parallel()
                .mapToObj(i -> cart(base(), cookies))
                .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(Browser.REFRESHES.get() - before).isEqualTo(1);
        assertThat(browser.send("GET", "/api/cart", null).status()).isEqualTo(200);
        assertThat(Browser.REFRESHES.get() - before).isEqualTo(1);
    }

    @Test
    void tokenWhenRefreshIsRefusedThenUnauthenticated() throws IOException {
        Browser.life = Duration.ofSeconds(10);
        browser.signIn(person());
        TestPlatform.issuer()
                .answer("refresh_token", (form, peer) -> new Response(400, "{\"error\":\"invalid_grant\"}"));
        assertProblem(browser.send("GET", "/api/cart", null), 401, "unauthenticated");
        assertThat(decisions.reasons()).containsExactly("deny sign-in-ended");
        assertNothingForwarded();
        // The storefront asks who is there, and must not be told that somebody is.
        assertThat(signedIn(browser)).isFalse();
    }

    @Test
    void tokenWhenIssuerIsDownThenUnavailable() throws IOException {
        Browser.life = Duration.ofSeconds(10);
        browser.signIn(person());
        TestPlatform.issuer()
                .answer("refresh_token", (form, peer) -> new Response(503, "{\"error\":\"server_error\"}"));
        assertProblem(browser.send("GET", "/api/cart", null), 503, "unavailable");
        assertNothingForwarded();
        assertThat(signedIn(browser)).isTrue();
    }

    @Test
    void signOutWhenAskedForThenTokensAreRevokedAndSessionEnds() throws IOException {
        browser.signIn(person());
        browser.send("GET", "/api/session", null);
        String session = Objects.requireNonNull(browser.cookie(SESSION));
        int before = TestPlatform.issuer().revoked().size();

        TestClient.Answer answer = browser.send("POST", "/logout", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("location").asString())
                .startsWith(TestPlatform.issuer().url() + "/connect/logout?")
                .contains("post_logout_redirect_uri=");
        assertThat(TestPlatform.issuer().revoked()).hasSize(before + 2);
        try (Browser old = new Browser(base())) {
            old.cookie(SESSION, session);
            assertThat(signedIn(old)).isFalse();
            assertProblem(old.send("GET", "/api/cart", null), 401, "unauthenticated");
        }
    }

    @Test
    void signOutWhenNoCsrfTokenThenForbidden() throws IOException {
        browser.signIn(person());
        assertProblem(browser.send("POST", "/logout", null, null), 403, "forbidden");
        assertThat(signedIn(browser)).isTrue();
        assertThat(browser.send("GET", "/logout", null).status()).isIn(404, 405);
        assertThat(signedIn(browser)).isTrue();
    }

    private static boolean signedIn(Browser browser) throws IOException {
        return browser.send("GET", "/api/session", null).json().path("signedIn").asBoolean();
    }

    private static int cart(String base, String cookies) {
        try (TestClient client = TestClient.anonymous(base)) {
            return client.request("GET", "/api/cart")
                    .header("Cookie", cookies)
                    .send()
                    .status();
        } catch (IOException e) {
            return 0;
        }
    }

    private static ConfigurableApplicationContext another() {
        return new SpringApplicationBuilder(Gateway.class)
                .run(
                        "--palisade.clients.catalog-service.url=" + CATALOG.url(),
                        "--palisade.clients.cart-service.url=" + CART.url(),
                        "--palisade.clients.payment-service.url=" + PAYMENT.url());
    }

    private static String base(ConfigurableApplicationContext gateway) {
        return "https://localhost:"
                + Objects.requireNonNull(((ServletWebServerApplicationContext) gateway).getWebServer())
                        .getPort();
    }

    private Map<String, String> started(String query) throws IOException {
        TestClient.Answer start = browser.send("GET", "/oauth2/authorization/palisade" + query, null);
        Map<String, String> carried = Browser.query(URI.create(Objects.requireNonNull(start.header("Location"))));
        assertThat(carried).containsOnlyKeys("client_id", "request_uri");
        return TestPlatform.issuer().pushed(String.valueOf(carried.get("request_uri")));
    }

    private String lastCookie(String name) {
        return browser.setCookies().stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .filter(cookie -> !cookie.contains("Max-Age=0"))
                .reduce("", (first, second) -> second);
    }
}
