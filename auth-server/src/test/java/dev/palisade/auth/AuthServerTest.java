package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.Progress;
import dev.palisade.local.TimeCodes;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.Contract;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The authorization server as it runs, and the ways to ask it for something. */
@SpringBootTest(
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = { // a client of somebody else, which people are asked for
            "palisade.auth.clients.partner.name=Partner <b>shop</b>",
            "palisade.auth.clients.partner.public-client=true",
            "palisade.auth.clients.partner.grants=authorization_code",
            "palisade.auth.clients.partner.redirect-uris=http://127.0.0.1/callback",
            "palisade.auth.clients.partner.scopes=openid,cart,orders,payment:refund",
            "palisade.auth.clients.partner.audience=gateway"
        })
public abstract class AuthServerTest {

    protected static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    protected static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    protected static final String LOOPBACK = "http://127.0.0.1:8765/callback";

    protected static final TestDatabase DATABASE = TestDatabase.named("auth");

    /** What hears of sign-outs. */
    protected static final TestService GATEWAY = TestService.start("gateway", request -> TestService.Response.ok(""));

    /** What stores something of people. */
    protected static final TestService CART = TestService.start(
                    "cart-service", request -> new TestService.Response(204, ""))
            .keeping(Contract.released("cart-service"));

    protected static final TestService PAYMENT = TestService.start(
                    "payment-service", request -> new TestService.Response(204, ""))
            .keeping(Contract.released("payment-service"));

    @Autowired
    protected AuthProperties.Platform platform;

    protected Decisions decisions;

    @DynamicPropertySource
    static void neighbours(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.gateway.url", GATEWAY::url);
        registry.add("palisade.clients.cart-service.url", CART::url);
        registry.add("palisade.clients.payment-service.url", PAYMENT::url);
    }

    @BeforeEach
    void listen() {
        decisions = Decisions.listen();
        DATABASE.execute("delete from guess"); // one test's guesses are not another's
    }

    @AfterEach
    void stopListening() {
        decisions.close();
    }

    protected final String issuer() {
        return platform.issuer().toString();
    }

    protected final String password(String login) {
        return Objects.requireNonNull(platform.demoPasswords().get(login));
    }

    /** The code of a person's code generator that nobody has used yet, so that tests need not wait for the next one. */
    protected final String timeCode(String login) {
        DATABASE.execute("update totp set last_step = 0 where account_id = (select id from account where login = '"
                + login + "')");
        return TimeCodes.code(totpSecret(login), TimeCodes.stepAt(Instant.now()));
    }

    protected final String totpSecret(String login) {
        return Objects.requireNonNull(platform.demoTotpSecrets().get(login));
    }

    /** A browser in which a demo person has signed in with a password and a code. */
    protected final CodeFlow withTwoFactors(String login) {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), login, password(login));
        browser.submit(page(browser, "/second-factor"), "/second-factor", Map.of("code", timeCode(login)));
        return browser;
    }

    /** What this browser sees there. */
    protected final CodeFlow.Page page(CodeFlow browser, String path) {
        HttpResponse<String> answer = browser.get(path);
        return new CodeFlow.Page(platform.issuer().resolve(path), answer.statusCode(), answer.body(), null);
    }

    /** Sends a form with the hidden field of the account's page; names and values in turn. */
    protected static HttpResponse<String> send(CodeFlow browser, String path, String... namesAndValues) {
        Map<String, String> form = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        form.put("_csrf", csrf(browser, "/account"));
        return browser.post(path, form);
    }

    /** Where an answer leads to, less the origin; nothing when it is a page. */
    protected static String leadsTo(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .map(to -> to.replaceFirst("^https://[^/]*", ""))
                .orElse("");
    }

    protected static String idOf(String login) {
        return DATABASE.text("select id from account where login = '" + login + "'");
    }

    /** A person's access token by the public client, after two factors where the scope needs them. */
    protected final String strongToken(String login, String scope) {
        DATABASE.execute("update totp set last_step = 0");
        return String.valueOf(cli().withSecondFactor(totpSecret(login), Progress.SILENT)
                .tokens(login, password(login), scope)
                .get("access_token"));
    }

    /** A browser, and the public client. */
    protected final CodeFlow cli() {
        return new CodeFlow(
                platform.issuer(), Identity.trustOnly(TestPlatform.authority().root()), "palisade-cli", LOOPBACK);
    }

    /** A browser, and the gateway with its certificate, which pushes its requests. */
    protected final CodeFlow gateway() {
        return CodeFlow.pushing(
                platform.issuer(), TestPlatform.identity("gateway").sslContext(), "gateway", gatewayRedirect());
    }

    protected final String gatewayRedirect() {
        return platform.gatewayUrl() + "/login/oauth2/code/palisade";
    }

    /** A person's access token by the public client. */
    protected final String cliToken(String login, String scope) {
        return String.valueOf(cli().tokens(login, password(login), scope).get("access_token"));
    }

    /** The value of the hidden field {@code _csrf} on a page of this browser. */
    protected static String csrf(CodeFlow browser, String path) {
        return browser.get(path).body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
    }

    /** What the gateway gets when a person signs in. */
    protected final Map<?, ?> gatewayTokens(String login, String scope) {
        return gateway().tokens(login, password(login), scope);
    }

    /** Posts names and values in turn, with the certificate of a workload or with none. */
    protected final TestClient.Answer post(@Nullable Identity identity, String path, String... form)
            throws IOException {
        try (TestClient client = client(identity)) {
            return client.request("POST", path)
                    .body("application/x-www-form-urlencoded", form(form))
                    .send();
        }
    }

    protected final TestClient.Answer token(String workload, String... form) throws IOException {
        return post(TestPlatform.identity(workload), "/oauth2/token", form);
    }

    protected final TestClient client(@Nullable Identity identity) {
        return identity == null ? TestClient.anonymous(issuer()) : TestClient.as(identity, issuer());
    }

    protected static void assertRefused(TestClient.Answer answer, int status, String error) {
        assertThat(answer.response().body()).doesNotContain("Exception", "\tat ");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").asString("")).isEqualTo(error);
        assertThat(answer.json().has("access_token")).isFalse();
    }

    protected static JWTClaimsSet claims(@Nullable Object token) {
        try {
            return SignedJWT.parse(String.valueOf(token)).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    protected static byte[] form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString().getBytes(StandardCharsets.UTF_8);
    }
}
