package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests that are pushed (RFC 9126), and requests of a client that must push. */
class PushedRequestTests extends AuthServerTest {

    @Test
    void pushWhenGatewayThenReferenceOfSixtySeconds() throws IOException {
        TestClient.Answer answer = push("gateway", request(gateway()));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(reference(answer)).startsWith("urn:ietf:params:oauth:request_uri:");
        // The framework's would live for 300 seconds.
        assertThat(answer.json().path("expires_in").asLong()).isBetween(55L, 60L);
    }

    @Test
    void authorizeWhenPushedThenCode() throws IOException {
        CodeFlow browser = gateway();
        Map<String, String> request = request(browser);
        Page page = browser.signIn(
                browser.open(reference("gateway", push("gateway", request))), "alice", password("alice"));
        assertThat(page.answer()).containsKey("code").containsEntry("state", request.get("state"));
    }

    @Test
    void authorizeWhenGatewaySendsPlainRequestThenRefusedWithoutRedirect() {
        CodeFlow browser = gateway();
        Page page = browser.open(request(browser));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.callback()).isNull();
    }

    @Test
    void authorizeWhenPublicClientPushesThenCode() {
        CodeFlow browser = CodeFlow.pushing(
                platform.issuer(), Identity.trustOnly(TestPlatform.authority().root()), "palisade-cli", LOOPBACK);
        assertThat(browser.tokens("alice", password("alice"), "cart").get("access_token"))
                .isNotNull();
    }

    @Test
    void authorizeWhenPublicClientSendsPlainRequestThenCode() {
        assertThat(cli().code("alice", password("alice"), "cart", CodeFlow.random()))
                .isNotBlank();
    }

    /** The framework would let any browser open it until a code was issued. */
    @Test
    void authorizeWhenAnotherBrowserOpenedItThenRefused() throws IOException {
        CodeFlow first = gateway();
        Map<String, String> reference = reference("gateway", push("gateway", request(first)));
        Page form = first.open(reference);
        assertThat(form.status()).isEqualTo(200);

        Page second = gateway().open(reference);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.callback()).isNull();
        assertThat(first.signIn(form, "alice", password("alice")).answer()).containsKey("code");
    }

    @Test
    void authorizeWhenAnsweredThenRefusedInTheSameBrowser() throws IOException {
        CodeFlow browser = gateway();
        Map<String, String> reference = reference("gateway", push("gateway", request(browser)));
        assertThat(browser.signIn(browser.open(reference), "alice", password("alice"))
                        .answer())
                .containsKey("code");
        assertThat(browser.open(reference).status()).isEqualTo(400);
    }

    @Test
    void authorizeWhenOpenedByManyAtOnceThenOneAtMost() throws IOException {
        Map<String, String> reference = reference("gateway", push("gateway", request(gateway())));
        List<CodeFlow> browsers = new ArrayList<>();
        IntStream.range(0, 6).forEach(i -> browsers.add(gateway()));
        long opened = browsers.parallelStream()
                .filter(browser -> browser.open(reference).status() == 200)
                .count();
        assertThat(opened).isEqualTo(1);
    }

    @Test
    void authorizeWhenReferenceIsOlderThanSixtySecondsThenRefused() throws IOException {
        CodeFlow browser = gateway();
        Map<String, String> young = reference("gateway", push("gateway", request(browser)));
        age(young, 50);
        assertThat(browser.open(young).status()).isEqualTo(200);

        Map<String, String> old = reference("gateway", push("gateway", request(browser)));
        age(old, 61);
        assertThat(browser.open(old).status()).isEqualTo(400);
    }

    @Test
    void authorizeWhenPersonTakesLongerThanTheReferenceLivesThenCode() throws IOException {
        CodeFlow browser = gateway();
        Map<String, String> reference = reference("gateway", push("gateway", request(browser)));
        Page form = browser.open(reference);
        DATABASE.execute("update oauth2_authorization set created_at = created_at - interval '10 minutes'");
        assertThat(browser.signIn(form, "alice", password("alice")).answer()).containsKey("code");
    }

    @Test
    void authorizeWhenReferenceIsAnotherClientsThenRefusedAndStaysUsable() throws IOException {
        String reference = reference(push("gateway", request(gateway())));
        assertThat(cli().open(Map.of("client_id", "palisade-cli", "request_uri", reference))
                        .status())
                .isEqualTo(400);
        assertThat(gateway()
                        .open(Map.of("client_id", "gateway", "request_uri", reference))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void authorizeWhenReferenceIsMadeUpThenRefused() {
        for (String reference : new String[] {
            "urn:ietf:params:oauth:request_uri:made-up___9999999999999",
            "urn:ietf:params:oauth:request_uri:",
            "https://evil.example/request.jwt",
            "x"
        }) {
            Page page = gateway().open(Map.of("client_id", "gateway", "request_uri", reference));
            assertThat(page.status()).as(reference).isEqualTo(400);
        }
    }

    @Test
    void authorizeWhenParametersAreAddedToAReferenceThenIgnored() throws IOException {
        CodeFlow browser = gateway();
        Map<String, String> request = request(browser);
        Page page = browser.signIn(
                browser.open(Map.of(
                        "client_id",
                        "gateway",
                        "request_uri",
                        reference(push("gateway", request)),
                        "redirect_uri",
                        "https://evil.example/callback",
                        "state",
                        "another",
                        "scope",
                        "payment:refund")),
                "alice",
                password("alice"));
        assertThat(page.callback()).asString().startsWith(gatewayRedirect());
        assertThat(page.answer()).containsEntry("state", request.get("state"));
    }

    /** The framework narrows nothing, and a narrowing of what the browser brings would not see what was pushed. */
    @Test
    void authorizeWhenPushedScopesAreMoreThanTheRolesAllowThenNarrowed() {
        assertThat(claims(gatewayTokens("dave", "openid cart payment:refund").get("access_token"))
                        .getClaim("scope"))
                .isEqualTo("openid");
        assertThat(claims(gatewayTokens("erin", "openid cart payment:refund").get("access_token"))
                        .getClaim("scope"))
                .isEqualTo("cart openid payment:refund");
    }

    @Test
    void pushWhenNoCertificateThenInvalidClient() throws IOException {
        assertRefused(post(null, "/oauth2/par", pairs(request(gateway()))), 401, "invalid_client");
    }

    @Test
    void pushWhenCertificateOfAnotherThenInvalidClient() throws IOException {
        assertRefused(push("cart-service", request(gateway())), 401, "invalid_client");
    }

    @Test
    void pushWhenRequestIsWrongThenRefusedAndNothingStored() throws IOException {
        String before = DATABASE.checksum();
        assertPushRefused("redirect_uri", "https://evil.example/", "invalid_request");
        assertPushRefused("redirect_uri", null, "invalid_request");
        assertPushRefused("code_challenge", null, "invalid_request");
        assertPushRefused("code_challenge", "short", "invalid_request");
        assertPushRefused("code_challenge_method", "plain", "invalid_request");
        assertPushRefused("response_type", "token", "unsupported_response_type");
        assertPushRefused("response_mode", "fragment", "invalid_request");
        assertPushRefused("scope", "moon", "invalid_scope");
        assertPushRefused("request", "e30.e30.", "request_not_supported");
        assertPushRefused("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request");
        assertPushRefused("state", "x".repeat(513), "invalid_request");
        assertThat(DATABASE.checksum()).isEqualTo(before);
        assertThat(push("gateway", request(gateway())).status()).isEqualTo(201);
    }

    @Test
    void pushWhenParameterComesTwiceThenRefused() throws IOException {
        Map<String, String> request = request(gateway());
        List<String> twice = new ArrayList<>(List.of(pairs(request)));
        twice.addAll(List.of("nonce", "one", "nonce", "two"));
        assertRefused(
                post(TestPlatform.identity("gateway"), "/oauth2/par", twice.toArray(String[]::new)),
                400,
                "invalid_request");
    }

    private static Map<String, String> request(CodeFlow browser) {
        return browser.request("openid cart", CodeFlow.random());
    }

    private TestClient.Answer push(String workload, Map<String, String> request) throws IOException {
        return post(TestPlatform.identity(workload), "/oauth2/par", pairs(request));
    }

    private void assertPushRefused(String parameter, @Nullable String value, String error) throws IOException {
        Map<String, String> request = request(gateway());
        if (value == null) {
            request.remove(parameter);
        } else {
            request.put(parameter, value);
        }
        TestClient.Answer answer = push("gateway", request);
        assertThat(answer.json().path("error").asString("")).as(parameter).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(400);
    }

    private static String reference(TestClient.Answer answer) {
        return answer.json().path("request_uri").asString();
    }

    private static Map<String, String> reference(String client, TestClient.Answer answer) {
        return Map.of("client_id", client, "request_uri", reference(answer));
    }

    private static void age(Map<String, String> reference, int seconds) {
        DATABASE.execute("update oauth2_authorization set created_at = created_at - interval '" + seconds
                + " seconds' where state = '"
                + String.valueOf(reference.get("request_uri")).substring("urn:ietf:params:oauth:request_uri:".length())
                + "'");
    }

    private static String[] pairs(Map<String, String> request) {
        return request.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                .toArray(String[]::new);
    }
}
