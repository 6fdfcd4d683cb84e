package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logout tokens (OpenID Connect Back-Channel Logout section 2.6). Each refusal changes one thing about the right one. */
class BackchannelLogoutTests extends GatewayTest {

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    @Test
    void logoutWhenSignInIsNamedThenItsSessionsEndAndNoOther() throws IOException {
        String person = person();
        try (Browser first = signedIn(person, "one");
                Browser second = signedIn(person, "two");
                Browser somebody = signedIn(person(), "one")) {
            assertThat(send(token(person, "one")).status()).isEqualTo(200);

            assertThat(isSignedIn(first)).isFalse();
            assertProblem(first.send("GET", "/api/cart", null), 401, "unauthenticated");
            assertThat(isSignedIn(second)).isTrue();
            assertThat(isSignedIn(somebody)).isTrue();
            assertThat(decisions.reasons()).startsWith("permit session-ended");
        }
    }

    @Test
    void logoutWhenNoSignInIsNamedThenAllOfThePersonEnd() throws IOException {
        String person = person();
        try (Browser first = signedIn(person, "one");
                Browser second = signedIn(person, "two");
                Browser somebody = signedIn(person(), "one")) {
            TestClient.Answer answer = send(token(person, null));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(isSignedIn(first)).isFalse();
            assertThat(isSignedIn(second)).isFalse();
            assertThat(isSignedIn(somebody)).isTrue();
        }
    }

    @Test
    void logoutWhenNobodyIsSignedInThenFine() throws IOException {
        assertThat(send(token(person(), "one")).status()).isEqualTo(200);
        assertThat(decisions.reasons()).containsExactly("permit no-session");
    }

    @Test
    void logoutWhenSessionBeganAfterTheTokenThenStays() throws IOException {
        String person = person();
        TokenRecipe old = token(person, null)
                .claim("iat", Instant.now().minusSeconds(60))
                .claim("exp", Instant.now().plusSeconds(50));
        try (Browser browser = signedIn(person, "one")) {
            assertThat(send(old).status()).isEqualTo(200);
            assertThat(isSignedIn(browser)).isTrue();
        }
    }

    @Test
    void logoutWhenTokenIsWrongThenRefusedAndSessionStays() throws IOException {
        String person = person();
        try (Browser browser = signedIn(person, "one")) {
            TokenRecipe right = token(person, "one"); // not before: a session that begins after its token stays
            for (TokenRecipe wrong : List.of(
                    right.header("typ", "JWT"),
                    right.header("typ", "at+jwt"),
                    right.header("typ", null),
                    right.header("alg", "RS256"),
                    right.signedBy(TestIssuer.newKey(TestPlatform.issuer().key().getKeyID())),
                    right.claim("iss", "https://evil.example"),
                    right.claim("aud", List.of("cart-service")),
                    right.claim("aud", List.of("gateway", "cart-service")),
                    right.claim("iat", null),
                    right.claim("exp", null),
                    right.claim("exp", Instant.now().minusSeconds(10)),
                    right.claim("exp", Instant.now().plusSeconds(600)),
                    right.claim("iat", Instant.now().plusSeconds(60)),
                    right.claim("sub", null),
                    right.claim("jti", null),
                    right.claim("events", null),
                    right.claim("events", Map.of("other", Map.of())),
                    right.claim("nonce", "n"))) {
                TestClient.Answer answer = send(wrong);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.json().path("error").asString()).isEqualTo("invalid_request");
            }
            assertThat(decisions.reasons()).hasSize(18).containsOnly("deny logout-token-not-acceptable");
            assertThat(isSignedIn(browser)).isTrue();
            assertThat(send(right).status()).isEqualTo(200);
            assertThat(isSignedIn(browser)).isFalse();
        }
    }

    @Test
    void logoutWhenRequestIsNoFormOfOneTokenThenRefused() throws IOException {
        assertThat(post("application/x-www-form-urlencoded", "").status()).isEqualTo(400);
        assertThat(post("application/x-www-form-urlencoded", "logout_token=x").status())
                .isEqualTo(400);
        String right = token(person(), null).sign();
        assertThat(post("application/x-www-form-urlencoded", "logout_token=" + right + "&logout_token=" + right)
                        .status())
                .isEqualTo(400);
        assertThat(post("application/json", "{\"logout_token\":\"" + right + "\"}")
                        .status())
                .isBetween(400, 415);
        assertThat(client.request("GET", "/backchannel-logout?logout_token=" + right)
                        .send()
                        .status())
                .isBetween(400, 405);
    }

    private static TokenRecipe token(String person, @Nullable String sid) {
        return TestPlatform.issuer()
                .token("gateway", "gateway")
                .header("typ", "logout+jwt")
                .claim("sub", person)
                .claim("sid", sid)
                .claim("client_id", null)
                .claim("cnf", null)
                .claim("events", Map.of(EVENT, Map.of()));
    }

    private Browser signedIn(String person, String sid) throws IOException {
        Browser browser = new Browser(base());
        Browser.sid = sid;
        browser.signIn(person);
        assertThat(isSignedIn(browser)).isTrue();
        return browser;
    }

    private static boolean isSignedIn(Browser browser) throws IOException {
        return browser.send("GET", "/api/session", null).json().path("signedIn").asBoolean();
    }

    @Test
    void logoutWhenRefusedThenSaidSoWhateverIsAskedFor() throws IOException {
        TestClient.Answer answer = client.request("POST", "/backchannel-logout")
                .header("Accept", "nonsense")
                .body("application/x-www-form-urlencoded", "logout_token=e30.e30.e30".getBytes(StandardCharsets.UTF_8))
                .send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asString()).isEqualTo("invalid_request");
    }

    private TestClient.Answer send(TokenRecipe token) throws IOException {
        return post(
                "application/x-www-form-urlencoded",
                "logout_token=" + URLEncoder.encode(token.sign(), StandardCharsets.UTF_8));
    }

    private TestClient.Answer post(String type, String body) throws IOException {
        return client.request("POST", "/backchannel-logout")
                .body(type, body.getBytes(StandardCharsets.UTF_8))
                .send();
    }
}
