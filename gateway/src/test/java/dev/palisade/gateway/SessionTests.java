package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A person in a browser. */
class SessionTests extends GatewayTest {

    private static final String SESSION = "__Host-session";
    private static final String CSRF = "__Host-csrf";

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
        assertThat(browser.send("POST", "/api/orders", "{}").status()).isEqualTo(200);
        assertThat(CART.requests()).hasSize(3);
    }

    @Test
    void sessionWhenGatewayRestartsThenStays() throws IOException {
        browser.signIn(person());
        String[] urls = {
            "palisade.clients.catalog-service.url=" + CATALOG.url(),
            "palisade.clients.cart-service.url=" + CART.url(),
            "palisade.clients.payment-service.url=" + PAYMENT.url()
        };
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(Gateway.class)
                        .properties(urls)
                        .run();
                Browser same = new Browser("https://localhost:"
                        + Objects.requireNonNull(((ServletWebServerApplicationContext) second).getWebServer())
                                .getPort())) {
            same.cookie(SESSION, Objects.requireNonNull(browser.cookie(SESSION)));
            assertThat(signedIn(same)).isTrue();
        }
    }

    @Test
    void sessionWhenIdleTooLongThenEnds() throws IOException {
        browser.signIn(person());
        assertThat(signedIn(browser)).isTrue();
        TestDatabase.named("gateway")
                .execute("update browser_session set last_access_time = last_access_time - 1801000,"
                        + " expiry_time = expiry_time - 1801000");
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
                .mapToObj(i -> {
                    try (TestClient parallel = TestClient.anonymous(base())) {
                        return parallel.request("GET", "/api/cart")
                                .header("Cookie", cookies)
                                .send()
                                .status();
                    } catch (IOException e) {
                        return 0;
                    }
                })
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

    private String lastCookie(String name) {
        return browser.setCookies().stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .filter(cookie -> !cookie.contains("Max-Age=0"))
                .reduce("", (first, second) -> second);
    }
}
