package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.auth.account.PersonSignedOutEverywhere;
import dev.palisade.auth.account.SignIns;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.TimeCodes;
import dev.palisade.test.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people can do with their own account, and nobody with another's. */
class AccountTests extends AuthServerTest {

    private static final String ACCOUNT = "/account";
    private static final String NEW_PASSWORD = "seven herons cross the quiet lake";

    @Autowired
    private PasswordEncoder encoder;

    @Autowired
    private ConfigurableApplicationContext context;

    @Autowired
    private FindByIndexNameSessionRepository<? extends Session> sessions;

    private final List<PersonSignedOutEverywhere> events = new CopyOnWriteArrayList<>();
    private final ApplicationListener<PayloadApplicationEvent<PersonSignedOutEverywhere>> listener =
            new ApplicationListener<>() {
                @Override
                public void onApplicationEvent(PayloadApplicationEvent<PersonSignedOutEverywhere> event) {
                    events.add(event.getPayload());
                }
            };

    @BeforeEach
    void paul() {
        DATABASE.execute("insert into account (id, login, password_hash, roles) values (gen_random_uuid(), 'paul', '"
                + encoder.encode("pauls password") + "', '{customer}')");
        context.addApplicationListener(listener);
    }

    @AfterEach
    void noPaul() {
        context.removeApplicationListener(listener);
        DATABASE.execute(
                "delete from sign_in_session where principal_name = (select id::text from account where login = 'paul')");
        DATABASE.execute("delete from account where login = 'paul'");
    }

    @Test
    void sessionsWhenSignedInThenStoredForThePersonAndShown() {
        CodeFlow here = signedIn();
        CodeFlow there = signedIn();
        assertThat(DATABASE.number(
                        "select count(*) from sign_in_session s join account a on s.principal_name = a.id::text"
                                + " where a.login = 'paul'"))
                .isEqualTo(2);
        String page = here.get(ACCOUNT).body();
        assertThat(page).containsOnlyOnce("this browser").doesNotContain(String.valueOf(there.cookie("__Host-signin")));
        assertThat(handles(page)).hasSize(2);
    }

    /** The framework takes the rows of a session for two sessions where those of another lie between them. */
    @Test
    void sessionsWhenThereAreManyThenEachIsWhole() {
        signedIn();
        String paul = DATABASE.text("select id::text from account where login = 'paul'");
        // So many that the database reads the attributes in the order in which they lie: by name, not by session.
        DATABASE.execute(
                "insert into sign_in_session select md5('p' || n), md5('s' || n), creation_time, last_access_time,"
                        + " max_inactive_interval, expiry_time, principal_name from sign_in_session, generate_series(1, 300) n"
                        + " where principal_name = '" + paul + "'");
        for (String attribute : List.of(SignIns.DEVICE, "SPRING_SECURITY_CONTEXT")) {
            DATABASE.execute(
                    "insert into sign_in_session_attributes select md5('p' || n), attribute_name, attribute_bytes"
                            + " from sign_in_session_attributes, generate_series(1, 300) n where attribute_name = '"
                            + attribute
                            + "' and session_primary_id = (select primary_id from sign_in_session where principal_name = '"
                            + paul
                            + "' and primary_id not in (select md5('p' || m) from generate_series(1, 300) m))");
        }
        DATABASE.execute("analyze sign_in_session");
        DATABASE.execute("analyze sign_in_session_attributes");
        assertThat(sessions.findByPrincipalName(paul).values())
                .hasSize(301)
                .allSatisfy(session ->
                        assertThat(session.getAttributeNames()).contains(SignIns.DEVICE, "SPRING_SECURITY_CONTEXT"));
    }

    @Test
    void endWhenOneOfOnesOwnThenOnlyThatOneEnds() {
        CodeFlow here = signedIn();
        String own = handles(here.get(ACCOUNT).body()).getFirst();
        CodeFlow there = signedIn();
        String other = handles(here.get(ACCOUNT).body()).stream()
                .filter(handle -> !handle.equals(own))
                .findFirst()
                .orElseThrow();

        assertThat(post(here, "/sign-ins/end", "handle", other)).isEqualTo(ACCOUNT + "?done=ended");

        assertThat(isSignedIn(here)).isTrue();
        assertThat(isSignedIn(there)).isFalse();
        assertThat(post(here, "/sign-ins/end", "handle", other)).isEqualTo(ACCOUNT + "?done=gone");
    }

    @Test
    void endWhenAnothersSessionThenStays() {
        CodeFlow paul = signedIn();
        String handle = handles(paul.get(ACCOUNT).body()).getFirst();
        CodeFlow bob = cli();
        bob.code("bob", password("bob"), "cart", CodeFlow.random());
        assertThat(post(bob, "/sign-ins/end", "handle", handle)).isEqualTo(ACCOUNT + "?done=gone");
        assertThat(decisions.reasons()).endsWith("deny not-there");
        assertThat(isSignedIn(paul)).isTrue();
    }

    @Test
    void signOutWhenEverywhereThenSessionsAndTokensEnd() throws IOException {
        CodeFlow here = signedIn();
        CodeFlow there = signedIn();
        Map<?, ?> tokens = gateway().tokens("paul", "pauls password", "openid cart");
        Map<?, ?> bobs = gatewayTokens("bob", "openid cart");

        assertThat(post(here, "/sign-out-everywhere")).isEqualTo("/signed-out");

        assertThat(isSignedIn(here)).isFalse();
        assertThat(isSignedIn(there)).isFalse();
        assertRefused(refresh(tokens), 400, "invalid_grant");
        assertThat(refresh(bobs).status()).isEqualTo(200);
        assertThat(events).hasSize(1);
        assertThat(decisions.reasons()).contains("permit own");
    }

    @Test
    void passwordWhenChangedThenOthersAreSignedOutAndTheOldOneEnds() throws IOException {
        CodeFlow here = signedIn();
        CodeFlow there = signedIn();
        Map<?, ?> tokens = gateway().tokens("paul", "pauls password", "openid cart");

        assertThat(change(here, "pauls password", NEW_PASSWORD)).isEqualTo(ACCOUNT + "?done=password");

        assertThat(isSignedIn(here)).isTrue();
        assertThat(isSignedIn(there)).isFalse();
        assertRefused(refresh(tokens), 400, "invalid_grant");
        assertThat(signIn(cli(), "pauls password").callback()).isNull();
        assertThat(signIn(cli(), NEW_PASSWORD).callback()).isNotNull();
    }

    @Test
    void passwordWhenPresentOneIsWrongThenRefused() {
        CodeFlow here = signedIn();
        assertThat(change(here, "not pauls password", NEW_PASSWORD)).contains("not your present password");
        assertThat(decisions.reasons()).endsWith("deny password-wrong");
        assertThat(signIn(cli(), NEW_PASSWORD).callback()).isNull();
        assertThat(isSignedIn(here)).isTrue();
    }

    @Test
    void passwordWhenItIsGuessedAtThePageThenSlowed() {
        CodeFlow here = signedIn();
        for (int i = 0; i < 6; i++) {
            change(here, "wrong", NEW_PASSWORD);
        }
        assertThat(change(here, "pauls password", NEW_PASSWORD)).contains("too many tries");
        assertThat(decisions.reasons()).endsWith("deny too-many-guesses");
    }

    @Test
    void passwordWhenShortCommonOrNameThenRefusedWithTheReason() {
        CodeFlow here = signedIn();
        Map.of(
                        "elevenchars",
                        "12 to 128",
                        "x".repeat(129),
                        "12 to 128",
                        "password1234",
                        "guessers try first",
                        "qwertyuiop123",
                        "guessers try first",
                        "P@ssw0rd12345",
                        "guessers try first",
                        "aaaaaaaaaaaaaaaa",
                        "guessers try first",
                        "the long road of paul and co",
                        "your name")
                .forEach((bad, reason) ->
                        assertThat(change(here, "pauls password", bad)).as(bad).contains(reason));
        assertThat(change(here, "pauls password", "x7 q".repeat(3))).doesNotContain("12 to 128");
    }

    @Test
    void exportWhenAskedThenWhatIsStoredAndNoSecret() {
        CodeFlow here = signedIn();
        HttpResponse<String> answer = here.get(ACCOUNT + "/data");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        JsonNode data = JsonMapper.shared().readTree(answer.body());
        assertThat(data.path("name").asString()).isEqualTo("paul");
        assertThat(data.path("roles").toString()).isEqualTo("[\"customer\"]");
        assertThat(data.path("signIns")).hasSize(1);
        assertThat(answer.body())
                .doesNotContain("argon2", "pauls password")
                .doesNotContain(String.valueOf(here.cookie("__Host-signin")));
    }

    @Test
    void deleteWhenConfirmedThenEverythingIsGoneAndTokensAreDead() throws IOException {
        CodeFlow here = signedIn();
        Map<?, ?> tokens = gateway().tokens("paul", "pauls password", "openid cart");
        assertThat(post(here, "/delete", "name", "peter")).isEqualTo(ACCOUNT + "?done=gone");
        assertThat(isSignedIn(here)).isTrue();
        String id = DATABASE.text("select id from account where login = 'paul'");

        assertThat(post(here, "/delete", "name", "paul")).isEqualTo("/signed-out");

        assertThat(isSignedIn(here)).isFalse();
        assertRefused(refresh(tokens), 400, "invalid_grant");
        assertThat(exchange(tokens).json().path("error").asString()).isEqualTo("invalid_request");
        assertThat(signIn(cli(), "pauls password").callback()).isNull();
        for (String table :
                List.of("account where id = '", "known_device where account_id = '", "totp where account_id = '")) {
            assertThat(DATABASE.number("select count(*) from " + table + id + "'"))
                    .isZero();
        }
        for (String table : List.of("sign_in_session", "oauth2_authorization")) {
            assertThat(DATABASE.number("select count(*) from " + table + " where principal_name = '" + id + "'"))
                    .isZero();
        }
        assertThat(events).hasSize(1);
    }

    @Test
    void changeWhenThereIsASecondFactorThenItIsAskedForFirst() {
        CodeFlow here = signedIn();
        String secret = setUp(here);
        CodeFlow there = signedIn();
        for (String path : List.of("/second-factor/remove", "/recovery-codes", "/delete")) {
            assertThat(post(there, path, "name", "paul")).as(path).isEqualTo("/second-factor");
            assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");
        }
        assertThat(DATABASE.number(
                        "select count(*) from totp t join account a on a.id = t.account_id where login = 'paul'"))
                .isOne();

        Page page = new Page(platform.issuer(), 200, there.get("/second-factor").body(), null);
        there.submit(
                page, "/second-factor", Map.of("code", TimeCodes.code(secret, TimeCodes.stepAt(Instant.now()) + 1)));
        assertThat(post(there, "/recovery-codes")).contains("data-testid=\"recovery-codes\"");
        assertThat(post(there, "/second-factor/remove")).isEqualTo(ACCOUNT + "?done=second-factor");
        assertThat(DATABASE.number(
                        "select count(*) from totp t join account a on a.id = t.account_id where login = 'paul'"))
                .isZero();
    }

    @Test
    void pagesWhenNobodyIsSignedInThenSignInFirst() {
        for (String path : List.of(ACCOUNT, ACCOUNT + "/password", ACCOUNT + "/data")) {
            assertThat(cli().get(path).headers().firstValue("Location"))
                    .as(path)
                    .hasValueSatisfying(location -> assertThat(location).endsWith("/login"));
        }
    }

    @Test
    void changeWhenNoCsrfTokenThenForbidden() {
        CodeFlow here = signedIn();
        for (String path : List.of(
                "/sign-ins/end",
                "/sign-out-everywhere",
                "/password",
                "/passkeys/remove",
                "/second-factor/remove",
                "/recovery-codes",
                "/delete")) {
            assertThat(here.post(ACCOUNT + path, Map.of("name", "paul")).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(isSignedIn(here)).isTrue();
    }

    @Test
    void passkeyWhenNoneFitsThenRefusedAndNothingStored() {
        CodeFlow here = signedIn();
        String state = DATABASE.text("select count(*) from user_credentials");
        for (String body : List.of("", "{}", "null", "[1]", "{\"publicKey\":{\"credential\":{\"id\":\"x\"}}}")) {
            HttpResponse<String> registered = json(here, "/webauthn/register", body);
            assertThat(registered.statusCode()).as(body).isEqualTo(400);
            json(here, "/webauthn/register/options", "");
            assertThat(json(here, "/webauthn/register", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
            assertThat(json(here, "/login/webauthn", body).statusCode())
                    .as(body)
                    .isEqualTo(401);
        }
        assertThat(DATABASE.text("select count(*) from user_credentials")).isEqualTo(state);
        assertThat(isSignedIn(here)).isTrue();
    }

    private CodeFlow signedIn() {
        CodeFlow browser = cli();
        assertThat(signIn(browser, "pauls password").callback()).isNotNull();
        return browser;
    }

    private static Page signIn(CodeFlow browser, String password) {
        return browser.signIn(browser.open(browser.request("cart", CodeFlow.random())), "paul", password);
    }

    private static boolean isSignedIn(CodeFlow browser) {
        return browser.get(ACCOUNT).statusCode() == 200;
    }

    private String setUp(CodeFlow browser) {
        String body = browser.get("/second-factor/set-up").body();
        Matcher found = Pattern.compile("data-testid=\"secret\">([^<]*)<").matcher(body);
        assertThat(found.find()).isTrue();
        String secret = found.group(1).replace(" ", "");
        browser.submit(
                new Page(platform.issuer(), 200, body, null),
                "/second-factor/set-up",
                Map.of("code", TimeCodes.code(secret, TimeCodes.stepAt(Instant.now()))));
        return secret;
    }

    private static String change(CodeFlow browser, String present, String wanted) {
        return post(browser, "/password", "current", present, "new", wanted);
    }

    /** Sends a form of the account's page: where that leads to, or the page. */
    private static String post(CodeFlow browser, String path, String... namesAndValues) {
        Map<String, String> form = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        form.put("_csrf", csrf(browser));
        HttpResponse<String> answer = browser.post(ACCOUNT + path, form);
        return answer.headers().firstValue("Location").orElse(answer.body());
    }

    private HttpResponse<String> json(CodeFlow browser, String path, String body) {
        return browser.json(path, csrf(browser), body);
    }

    private static String csrf(CodeFlow browser) {
        Matcher field = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"")
                .matcher(browser.get(ACCOUNT).body());
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    private static List<String> handles(String page) {
        return Pattern.compile("name=\"handle\" value=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private TestClient.Answer refresh(Map<?, ?> tokens) throws IOException {
        return token(
                "gateway",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "refresh_token",
                String.valueOf(tokens.get("refresh_token")));
    }

    private TestClient.Answer exchange(Map<?, ?> tokens) throws IOException {
        return token(
                "gateway",
                "grant_type",
                EXCHANGE,
                "client_id",
                "gateway",
                "subject_token",
                String.valueOf(tokens.get("access_token")),
                "subject_token_type",
                ACCESS_TOKEN,
                "audience",
                "cart-service",
                "scope",
                "cart");
    }
}
