package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.test.DpopProof;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Granting to a program without a browser (RFC 8628). */
class DeviceTests extends AuthServerTest {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    @BeforeEach
    void forgetGuesses() {
        DATABASE.execute("delete from wrong_user_code");
    }

    @Test
    void startWhenCommandLineThenCodesOfLimitedLife() throws IOException {
        TestClient.Answer answer = start("cart");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("user_code").asString()).matches("[BCDFGHJ-NP-TV-XZ]{4}-[BCDFGHJ-NP-TV-XZ]{4}");
        assertThat(answer.json().path("device_code").asString()).hasSizeGreaterThan(100);
        assertThat(answer.json().path("verification_uri").asString()).isEqualTo(issuer() + "/device");
        assertThat(answer.json().path("verification_uri_complete").asString())
                .startsWith(issuer() + "/device?user_code=");
        assertThat(answer.json().path("expires_in").asLong()).isBetween(290L, 300L);
    }

    @Test
    void pollWhenPersonAllowsThenTokenOfThePerson() throws IOException {
        JsonNode device = start("cart orders").json();
        assertRefused(poll(device), 400, "authorization_pending");

        CodeFlow browser = signedIn("alice");
        HttpResponse<String> page = type(browser, device);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Palisade command line", "data-scope=\"cart\"", "data-scope=\"orders\"", "See your orders");
        assertThat(decide(browser, device, "allow").statusCode()).isEqualTo(200);

        TestClient.Answer answer = pollLater(device);
        assertThat(answer.status()).isEqualTo(200);
        String token = answer.json().path("access_token").asString();
        assertThat(claims(token).getSubject())
                .isEqualTo(claims(cliToken("alice", "cart")).getSubject());
        assertThat(claims(token).getClaim("scope")).isEqualTo("cart orders");
        assertThat(claims(token).getAudience()).containsExactly("gateway");
        assertThat(claims(token).getClaim("roles")).asString().contains("customer");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(decisions.reasons()).containsExactly("permit password", "permit allowed", "permit password");
    }

    @Test
    void pollWhenTokenWasFetchedThenNeverAgain() throws IOException {
        JsonNode device = start("cart").json();
        decide(signedIn("alice"), device, "allow");
        assertThat(pollLater(device).status()).isEqualTo(200);
        assertThat(pollLater(device).status()).isEqualTo(400);
    }

    /** The framework looks whether a code was used before it takes it. */
    @Test
    void pollWhenManyAtOnceThenOneTokenAtMost() throws IOException {
        JsonNode device = start("cart").json();
        decide(signedIn("alice"), device, "allow");
        long granted = IntStream.range(0, 8)
                .parallel()
                .filter(i -> {
                    try {
                        return poll(device).status() == 200;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
        assertThat(granted).isLessThanOrEqualTo(1);
    }

    @Test
    void pollWhenPersonDeniesThenAccessDenied() throws IOException {
        JsonNode device = start("cart").json();
        assertThat(decide(signedIn("alice"), device, "deny").statusCode()).isEqualTo(200);
        assertRefused(pollLater(device), 400, "access_denied");
        assertThat(decisions.reasons()).containsExactly("permit password", "deny denied-by-person");
    }

    /** The framework lets a device ask as often as it likes. */
    @Test
    void pollWhenTooOftenThenSlowDownAndLongerPause() throws IOException {
        JsonNode device = start("cart").json();
        assertRefused(poll(device), 400, "authorization_pending");
        assertRefused(poll(device), 400, "slow_down");
        assertThat(DATABASE.number(
                        "select max(pause_seconds) from device_poll where polled_at > now() - interval '5 s'"))
                .isEqualTo(10);
        DATABASE.execute("update device_poll set polled_at = polled_at - interval '7 seconds'");
        assertRefused(poll(device), 400, "slow_down");
        assertRefused(pollLater(device), 400, "authorization_pending");
    }

    @Test
    void pollWhenCodeHasEndedThenExpired() throws IOException {
        JsonNode device = start("cart").json();
        DATABASE.execute("update oauth2_authorization set device_code_issued_at = now() - interval '6 minutes',"
                + " device_code_expires_at = now() - interval '1 minute',"
                + " user_code_issued_at = now() - interval '6 minutes',"
                + " user_code_expires_at = now() - interval '1 minute' where user_code_value = '"
                + device.path("user_code").asString() + "'");
        assertRefused(poll(device), 400, "expired_token");
        assertThat(type(signedIn("alice"), device).statusCode()).isEqualTo(400);
    }

    @Test
    void pollWhenCodeIsMadeUpOrOfAnotherClientThenRefused() throws IOException {
        assertRefused(
                post(null, "/oauth2/token", "grant_type", GRANT, "client_id", "palisade-cli", "device_code", "x"),
                400,
                "invalid_grant");
        JsonNode device = start("cart").json();
        assertThat(post(
                                null,
                                "/oauth2/token",
                                "grant_type",
                                GRANT,
                                "client_id",
                                "partner",
                                "device_code",
                                device.path("device_code").asString())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void startWhenClientMayNotThenRefused() throws IOException {
        assertRefused(
                post(null, "/oauth2/device_authorization", "client_id", "partner", "scope", "cart"),
                400,
                "unauthorized_client");
        assertRefused(
                post(null, "/oauth2/device_authorization", "client_id", "gateway", "scope", "cart"),
                401,
                "invalid_client");
        assertRefused(
                post(
                        TestPlatform.identity("gateway"),
                        "/oauth2/device_authorization",
                        "client_id",
                        "gateway",
                        "scope",
                        "cart"),
                400,
                "unauthorized_client");
        assertRefused(start("moon"), 400, "invalid_scope");
    }

    /** The framework grants a device whatever its client may have, whoever the person is. */
    @Test
    void allowWhenScopesAreMoreThanTheRolesAllowThenNarrowed() throws IOException {
        JsonNode device = start("cart payment:refund catalog:write").json();
        CodeFlow browser = signedIn("alice");
        assertThat(type(browser, device).body())
                .contains("data-scope=\"cart\"")
                .doesNotContain("data-scope=\"payment:refund\"", "data-scope=\"catalog:write\"");
        decide(browser, device, "allow");
        assertThat(claims(pollLater(device).json().path("access_token").asString())
                        .getClaim("scope"))
                .isEqualTo("cart");
    }

    /** The framework does not ask again whoever agreed once, so that a stranger's device would be let in by a link. */
    @Test
    void showWhenAgreedBeforeThenAskedAgain() throws IOException {
        JsonNode first = start("cart").json();
        CodeFlow browser = signedIn("alice");
        decide(browser, first, "allow");

        JsonNode second = start("cart").json();
        HttpResponse<String> opened =
                browser.get("/device?user_code=" + second.path("user_code").asString());
        assertThat(opened.statusCode()).isEqualTo(200);
        assertRefused(poll(second), 400, "authorization_pending");
        assertThat(type(browser, second).body()).contains("value=\"allow\"");
        assertRefused(pollLater(second), 400, "authorization_pending");
    }

    @Test
    void decideWhenFrameworksEndpointIsAskedThenRefused() throws IOException {
        JsonNode device = start("cart").json();
        CodeFlow browser = signedIn("alice");
        HttpResponse<String> answer = browser.get("/oauth2/device_verification?user_code="
                + device.path("user_code").asString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertRefused(poll(device), 400, "authorization_pending");
    }

    @Test
    void decideWhenNobodyIsSignedInOrNoCsrfTokenThenRefused() throws IOException {
        JsonNode device = start("cart").json();
        Map<String, String> form = Map.of("user_code", device.path("user_code").asString(), "decision", "allow");
        assertThat(cli().post("/device/decision", form).statusCode()).isIn(302, 403);
        assertThat(signedIn("alice").post("/device/decision", form).statusCode())
                .isEqualTo(403);
        assertThat(cli().get("/device").headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
        assertRefused(poll(device), 400, "authorization_pending");
    }

    @Test
    void decideWhenCodeWasDecidedThenRefused() throws IOException {
        JsonNode device = start("cart").json();
        assertThat(decide(signedIn("alice"), device, "allow").statusCode()).isEqualTo(200);
        assertThat(decide(signedIn("bob"), device, "deny").statusCode()).isEqualTo(400);
        assertThat(pollLater(device).status()).isEqualTo(200);
    }

    @Test
    void typeWhenManyAreWrongThenMustWaitAlsoWithTheRightOne() throws IOException {
        JsonNode device = start("cart").json();
        CodeFlow browser = signedIn("alice");
        for (String wrong : List.of("BBBB-BBBB", "", "x".repeat(500), "<script>", "BBBB-BBBC")) {
            assertThat(type(browser, wrong).statusCode()).isEqualTo(400);
        }
        assertThat(type(browser, device).statusCode()).isEqualTo(429);
        assertThat(decide(browser, device, "allow").statusCode()).isEqualTo(429);
        assertThat(decisions.reasons()).contains("deny no-such-user-code", "deny too-many-wrong-user-codes");
        assertThat(type(signedIn("bob"), device).statusCode()).isEqualTo(200);
        DATABASE.execute("update wrong_user_code set typed_at = typed_at - interval '11 minutes'");
        assertThat(type(browser, device).statusCode()).isEqualTo(200);
    }

    @Test
    void typeWhenWrittenInAnotherWayThenSameCode() throws IOException {
        JsonNode device = start("cart").json();
        String code = device.path("user_code").asString();
        CodeFlow browser = signedIn("alice");
        assertThat(type(browser, code.toLowerCase(Locale.ROOT).replace("-", " "))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pollWhenProofThenTokenIsBound() throws IOException {
        JsonNode device = start("cart").json();
        decide(signedIn("alice"), device, "allow");
        DATABASE.execute("delete from device_poll");
        try (TestClient client = client(null)) {
            TestClient.Answer answer = client.request("POST", "/oauth2/token")
                    .header(
                            "DPoP",
                            DpopProof.of(DpopProof.newKey(), "POST", issuer() + "/oauth2/token")
                                    .sign())
                    .body(
                            "application/x-www-form-urlencoded",
                            form(
                                    "grant_type",
                                    GRANT,
                                    "client_id",
                                    "palisade-cli",
                                    "device_code",
                                    device.path("device_code").asString()))
                    .send();
            assertThat(answer.json().path("token_type").asString()).isEqualTo("DPoP");
        }
    }

    private CodeFlow signedIn(String login) {
        CodeFlow browser = cli();
        browser.code(login, password(login), "cart", CodeFlow.random());
        return browser;
    }

    private TestClient.Answer start(String scope) throws IOException {
        return post(null, "/oauth2/device_authorization", "client_id", "palisade-cli", "scope", scope);
    }

    private static HttpResponse<String> type(CodeFlow browser, JsonNode device) {
        return type(browser, device.path("user_code").asString());
    }

    private static HttpResponse<String> type(CodeFlow browser, String code) {
        return browser.post("/device", Map.of("user_code", code, "_csrf", csrf(browser, "/device")));
    }

    private static HttpResponse<String> decide(CodeFlow browser, JsonNode device, String decision) {
        return browser.post(
                "/device/decision",
                Map.of(
                        "user_code",
                        device.path("user_code").asString(),
                        "decision",
                        decision,
                        "_csrf",
                        csrf(browser, "/device")));
    }

    private TestClient.Answer poll(JsonNode device) throws IOException {
        return post(
                null,
                "/oauth2/token",
                "grant_type",
                GRANT,
                "client_id",
                "palisade-cli",
                "device_code",
                device.path("device_code").asString());
    }

    /** Asks again after a pause that is long enough. */
    private TestClient.Answer pollLater(JsonNode device) throws IOException {
        DATABASE.execute("update device_poll set polled_at = polled_at - interval '2 minutes'");
        return poll(device);
    }
}
