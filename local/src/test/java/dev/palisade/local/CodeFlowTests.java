package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that behaves as the authorization server's pages do, with cookies and a CSRF field. */
class CodeFlowTests {

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.inMemory("Test");
    private static final String SECRET = TimeCodes.newSecret();

    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final List<String> used = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(
                AUTHORITY.issue("auth-server", Duration.ofHours(1)).sslContext()));
        server.createContext("/oauth2/authorize", this::authorize);
        server.createContext("/login", this::login);
        server.createContext("/second-factor", this::secondFactor);
        server.createContext("/oauth2/token", this::token);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tokensWhenRightPasswordThenToken() {
        assertThat(flow().tokens("alice", "right", "cart orders").get("access_token"))
                .isEqualTo("the-token");
        assertThat(asked)
                .containsEntry("client_id", "palisade-cli")
                .containsEntry("scope", "cart orders")
                .containsEntry("code_challenge_method", "S256");
    }

    @Test
    void tokensWhenWrongPasswordThenSaysSo() {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> flow().tokens("alice", "wrong", "cart"))
                .withMessageContaining("refused alice's password");
    }

    @Test
    void tokensWhenScopeRefusedThenNamesIt() {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> flow().tokens("alice", "right", "moon"))
                .withMessageContaining("\"moon\" is refused");
    }

    @Test
    void tokensWhenSecondFactorThenSaysSo() {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> flow().tokens("carol", "right", "cart"))
                .withMessageContaining("asks carol for something more (/second-factor)");
    }

    @Test
    void tokensWhenScopeNeedsASecondFactorThenAsksForItAndGivesTheCode() {
        assertThat(flow().withSecondFactor(SECRET, Progress.SILENT)
                        .tokens("carol", "right", "catalog:write")
                        .get("access_token"))
                .isEqualTo("the-token");
        assertThat(asked).containsEntry("acr_values", "urn:palisade:acr:two-factors");
    }

    @Test
    void tokensWhenCodeIsUsedUpThenNextOne() {
        used.add(TimeCodes.code(SECRET, TimeCodes.stepAt(Instant.now())));
        flow().withSecondFactor(SECRET, Progress.SILENT).tokens("carol", "right", "catalog:write");
        assertThat(used).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void tokensWhenScopeNeedsNoSecondFactorThenDoesNotAskForIt() {
        flow().withSecondFactor(SECRET, Progress.SILENT).tokens("alice", "right", "cart orders");
        assertThat(asked).doesNotContainKey("acr_values");
    }

    @Test
    void tokensWhenServerOfAnotherAuthorityThenRefused() {
        CertificateAuthority other = CertificateAuthority.inMemory("Other");
        CodeFlow flow = flow(other);
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> flow.tokens("alice", "right", "cart"))
                .withMessageContaining("does not answer");
    }

    private void authorize(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getRawQuery() != null) {
            asked.putAll(form(exchange.getRequestURI().getRawQuery()));
        }
        if ("moon".equals(asked.get("scope"))) {
            redirect(exchange, callback("error=invalid_scope"));
        } else if (String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"))
                .contains("signed-in")) {
            redirect(exchange, callback("code=the-code"));
        } else {
            exchange.getResponseHeaders()
                    .add("Set-Cookie", "__Host-session=new; Path=/; Secure; HttpOnly; SameSite=Lax");
            redirect(exchange, "/login");
        }
    }

    private void login(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, "<form><input type=\"hidden\" name=\"_csrf\" value=\"the-csrf\"/></form>");
            return;
        }
        Map<String, String> form = form(body(exchange));
        boolean ours =
                String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")).contains("new")
                        && "the-csrf".equals(form.get("_csrf"));
        if (!ours || !"right".equals(form.get("password"))) {
            redirect(exchange, "/login?error");
        } else if ("carol".equals(form.get("username"))) {
            redirect(exchange, "/second-factor");
        } else {
            exchange.getResponseHeaders().add("Set-Cookie", "__Host-session=signed-in; Path=/; Secure; HttpOnly");
            redirect(exchange, "https://localhost:" + server.getAddress().getPort() + "/oauth2/authorize?continue");
        }
    }

    private void secondFactor(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, "<form><input type=\"hidden\" name=\"_csrf\" value=\"the-csrf\"/></form>");
            return;
        }
        String code = String.valueOf(form(body(exchange)).get("code"));
        long now = TimeCodes.stepAt(Instant.now());
        boolean right = Stream.of(now, now + 1).anyMatch(step -> code.equals(TimeCodes.code(SECRET, step)));
        if (right && !used.contains(code)) {
            used.add(code);
            redirect(exchange, callback("code=the-code"));
        } else {
            redirect(exchange, "/second-factor?error");
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(body(exchange));
        boolean proved = challenge(form.get("code_verifier")).equals(asked.get("code_challenge"));
        answer(
                exchange,
                proved ? 200 : 400,
                proved ? "{\"access_token\":\"the-token\"}" : "{\"error\":\"invalid_grant\"}");
    }

    private String callback(String answer) {
        return asked.get("redirect_uri") + "?" + answer + "&state=" + asked.get("state");
    }

    private CodeFlow flow() {
        return flow(AUTHORITY);
    }

    private CodeFlow flow(CertificateAuthority trusted) {
        return new CodeFlow(
                issuer(), Identity.trustOnly(trusted.root()), "palisade-cli", "http://127.0.0.1:8765/callback");
    }

    private URI issuer() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    private static String challenge(@Nullable String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> form(String text) {
        return Stream.of(text.split("&", -1))
                .filter(pair -> pair.contains("="))
                .collect(Collectors.toMap(
                        pair -> pair.substring(0, pair.indexOf('=')),
                        pair -> URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8)));
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
