package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.auth.signin.Freshness;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.test.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.util.ReflectionTestUtils;

/** Who may see what is administered, who may change it, and what that does. */
class AdministrationTests extends AuthServerTest {

    private static final String PASSWORD = "veras own password";
    private static final List<String> PAGES =
            List.of("/admin/people", "/admin/elevations", "/admin/events", "/admin/clients", "/admin/keys");

    @Autowired
    private PasswordEncoder encoder;

    @Autowired
    private Freshness freshness;

    private String vera = "";

    @BeforeEach
    void vera() {
        DATABASE.execute("insert into account (id, login, password_hash, roles) values (gen_random_uuid(), 'vera', '"
                + encoder.encode(PASSWORD) + "', '{customer}')");
        vera = idOf("vera");
    }

    @AfterEach
    void noVera() {
        DATABASE.execute("delete from sign_in_session where principal_name = '" + vera + "'");
        DATABASE.execute("delete from sign_in_event");
        DATABASE.execute("update account set disabled_at = null");
        DATABASE.execute("delete from account where login like 'vera%'");
    }

    @Test
    void pagesWhenAuditorOrAdministratorThenShownAndNoSecretInThem() {
        for (String login : List.of("dave", "frank")) {
            CodeFlow browser = withTwoFactors(login);
            for (String path : PAGES) {
                HttpResponse<String> answer = browser.get(path);
                assertThat(answer.statusCode()).as(login + path).isEqualTo(200);
                assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(answer.body())
                        .doesNotContain("argon2", "PRIVATE", "\"d\"")
                        .doesNotContainPattern("eyJ[\\w-]{20}");
            }
            assertThat(browser.get("/admin/nowhere").statusCode()).isEqualTo(404);
            assertThat(browser.get("/account").body()).contains("/admin/people");
        }
    }

    @Test
    void pagesWhenRoleIsMissingThenForbiddenAndSaid() {
        CodeFlow carol = withTwoFactors("carol");
        for (String path : PAGES) {
            assertForbidden(carol.get(path));
        }
        assertForbidden(carol.get("/admin/people/" + vera));
        assertForbidden(carol.get("/admin/nowhere"));
        assertForbidden(carol.get("/admin"));
        assertThat(decisions.reasons().stream().filter(each -> each.startsWith("deny")))
                .hasSize(PAGES.size() + 3)
                .containsOnly("deny not-an-auditor");
        assertThat(carol.get("/account").body()).doesNotContain("/admin");
    }

    @Test
    void pagesWhenOneFactorThenTheSecondIsAskedFor() {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), "dave", password("dave"));
        for (String path : PAGES) {
            assertThat(leadsTo(browser.get(path))).as(path).isEqualTo("/second-factor");
        }
        assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");
        Page shown =
                browser.submit(page(browser, "/second-factor"), "/second-factor", Map.of("code", timeCode("dave")));
        assertThat(shown.uri().getPath()).isEqualTo("/admin/keys");
        assertThat(shown.body()).contains("data-testid=\"key\"");
    }

    @Test
    void pagesWhenNobodyIsSignedInThenSignInFirst() {
        for (String path : PAGES) {
            assertThat(leadsTo(cli().get(path))).as(path).isEqualTo("/login");
        }
    }

    @Test
    void peopleWhenSearchedThenThoseOfThatName() {
        CodeFlow dave = withTwoFactors("dave");
        assertThat(dave.get("/admin/people?name=VER").body()).contains(">vera<").doesNotContain(">alice<");
        assertThat(dave.get("/admin/people?name=%25").body()).contains("nobody of that name");
        assertThat(dave.get("/admin/people?name=%3Cscript%3E").body())
                .doesNotContain("<script>")
                .contains("&lt;script&gt;");
        for (int i = 0; i < 26; i++) {
            DATABASE.execute("insert into account (id, login, password_hash, roles) values (gen_random_uuid(), 'vera"
                    + i + "', 'x', '{customer}')");
        }
        assertThat(dave.get("/admin/people?name=vera").body())
                .contains("page=2")
                .doesNotContain(">vera9<");
        assertThat(dave.get("/admin/people?name=vera&page=2").body()).contains(">vera9<");
        assertThat(dave.get("/admin/people?name=vera&page=3").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/people?page=-1",
                "/admin/people?page=0",
                "/admin/people?page=1e9",
                "/admin/people?page=1000000000",
                "/admin/people?name=a%00b",
                "/admin/people?name=%E2%80%AEb",
                "/admin/people?name=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "/admin/people/vera",
                "/admin/people/00000000-0000-0000-0000-00000000000g",
                "/admin/events?page=-1",
                "/admin/events?page=99999999999999999999",
                "/admin/events?person=vera",
                "/admin/events?outcome=maybe"
            })
    void pageWhenValueIsWrongThenBadRequest(String path) {
        HttpResponse<String> answer = withTwoFactors("dave").get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void pageWhenNobodyHasThatIdentifierThenNotFound() {
        CodeFlow frank = withTwoFactors("frank");
        assertThat(frank.get("/admin/people/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
        assertThat(send(frank, "/admin/people/" + UUID.randomUUID(), "act", "disable")
                        .statusCode())
                .isEqualTo(404);
        assertThat(frank.get("/admin/people/" + vera).statusCode()).isEqualTo(200);
    }

    @Test
    void personWhenShownThenRolesGrantsSessionsAndEvents() {
        signIn(cli());
        String page = withTwoFactors("dave").get("/admin/people/" + vera).body();
        assertThat(page)
                .contains(vera, "customer", "data-testid=\"sign-in\"", "data-testid=\"grant\"", "Password")
                .doesNotContain("data-testid=\"disable\"");
        assertThat(withTwoFactors("frank").get("/admin/people/" + vera).body()).contains("data-testid=\"disable\"");
        assertThat(decisions.entries())
                .anyMatch(entry -> "ReadPerson".equals(entry.get("action"))
                        && vera.equals(entry.get("resource"))
                        && idOf("dave").equals(entry.get("subject")));
    }

    @Test
    void clientsWhenShownThenHowTheyProveThemselves() {
        String page = withTwoFactors("dave").get("/admin/clients").body();
        assertThat(page)
                .contains("cart-service", "palisade-cli", "not at all: it is public", "by its certificate")
                .contains(gatewayRedirect(), "Partner &lt;b&gt;shop&lt;/b&gt;")
                .doesNotContain("<b>shop");
    }

    @Test
    void keysWhenShownThenTheirStateAlone() {
        String page = withTwoFactors("dave").get("/admin/keys").body();
        assertThat(page).contains("k1", "PS256", "signs", "from the beginning").doesNotContain("modulus", "BEGIN");
    }

    @Test
    void disableWhenAdministratorThenNothingOfThePersonGoesOn() throws IOException {
        CodeFlow browser = signIn(cli());
        Map<?, ?> tokens = gateway().tokens("vera", PASSWORD, "openid cart");
        CodeFlow frank = withTwoFactors("frank");

        HttpResponse<String> answer = send(frank, "/admin/people/" + vera, "act", "disable");

        assertThat(leadsTo(answer)).isEqualTo("/admin/people/" + vera + "?done=disable");
        assertThat(frank.get("/admin/people/" + vera).body()).contains("no, since", "data-testid=\"enable\"");
        assertThat(leadsTo(browser.get("/account"))).isEqualTo("/login");
        assertRefused(refresh(tokens), 400, "invalid_grant");
        assertThat(DATABASE.number("select count(*) from sign_in_session where principal_name = '" + vera + "'"))
                .isZero();
        assertThat(DATABASE.number("select count(*) from oauth2_authorization where principal_name = '" + vera + "'"))
                .isZero();
        assertThat(DATABASE.number("select count(*) from logout_notice where person = '" + vera + "'")
                        + GATEWAY.requests().size())
                .as("clients are told")
                .isPositive();
        assertThat(decisions.entries())
                .anySatisfy(entry -> assertThat(entry)
                        .containsEntry("action", "DisablePerson")
                        .containsEntry("outcome", "permit")
                        .containsEntry("subject", idOf("frank"))
                        .containsEntry("resource", vera));

        send(frank, "/admin/people/" + vera, "act", "enable");
        assertThat(leadsTo(signIn(cli()).get("/account"))).isEmpty();
        assertRefused(refresh(tokens), 400, "invalid_grant"); // what ended stays ended
    }

    @Test
    void signInWhenDisabledThenAnsweredAsAWrongPassword() {
        DATABASE.execute("update account set disabled_at = now() where id = '" + vera + "'");
        CodeFlow disabled = cli();
        Page right = disabled.signIn(page(disabled, "/login"), "vera", PASSWORD);
        CodeFlow other = cli();
        Page wrong = other.signIn(page(other, "/login"), "alice", "wrong");
        assertThat(right.uri()).isEqualTo(wrong.uri());
        assertThat(withoutCsrf(right)).isEqualTo(withoutCsrf(wrong)).contains("do not go together");
        assertThat(decisions.reasons()).containsExactly("deny person-disabled", "deny password-wrong");
        assertThat(DATABASE.number("select max(failures) from guess where target like 'password:%'"))
                .as("it counts as a guess")
                .isOne();
    }

    @Test
    void disableWhenSignInIsUnderWayThenNobodyIsIn() throws Exception {
        CodeFlow frank = withTwoFactors("frank");
        String csrf = csrf(frank, "/account");
        List<CodeFlow> browsers = IntStream.range(0, 6).mapToObj(i -> cli()).toList();
        List<Page> forms =
                browsers.stream().map(browser -> page(browser, "/login")).toList();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < browsers.size(); i++) {
                int each = i;
                all.add(threads.submit(() -> {
                    go.await();
                    return browsers.get(each).signIn(forms.get(each), "vera", PASSWORD);
                }));
            }
            all.add(threads.submit(() -> {
                go.await();
                Thread.sleep(60);
                return frank.post("/admin/people/" + vera, Map.of("_csrf", csrf, "act", "disable"));
            }));
            go.countDown();
            for (Future<?> each : all) {
                each.get();
            }
        }
        for (CodeFlow browser : browsers) {
            assertThat(leadsTo(browser.get("/account"))).isEqualTo("/login");
        }
    }

    @Test
    void disableWhenATokenIsRefreshedAtTheSameMomentThenNothingIsLeft() throws Exception {
        CodeFlow frank = withTwoFactors("frank");
        String csrf = csrf(frank, "/account");
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 8; i++) {
                DATABASE.execute("update account set disabled_at = null where id = '" + vera + "'");
                Map<?, ?> tokens = gateway().tokens("vera", PASSWORD, "openid cart");
                int pause = i * 3; // milliseconds: once early, once late
                Future<TestClient.Answer> refreshed = threads.submit(() -> refresh(tokens));
                Thread.sleep(pause);
                frank.post("/admin/people/" + vera, Map.of("_csrf", csrf, "act", "disable"));
                assertThat(refreshed.get().status()).isIn(200, 400);
                assertThat(DATABASE.number(
                                "select count(*) from oauth2_authorization where principal_name = '" + vera + "'"))
                        .isZero();
            }
        }
    }

    @Test
    void accountWhenDisabledAfterTheSessionBeganThenSignedOutWithTheNextRequest() {
        CodeFlow browser = signIn(cli());
        assertThat(leadsTo(browser.get("/account"))).isEmpty();
        DATABASE.execute("update account set disabled_at = now() where id = '" + vera + "'"); // and the session stays
        assertThat(leadsTo(browser.get("/account"))).isEqualTo("/login");
        Page page = browser.open(browser.request("cart", CodeFlow.random()));
        assertThat(page.callback()).isNull();
        DATABASE.execute("update account set disabled_at = null where id = '" + vera + "'");
        assertThat(leadsTo(browser.get("/account"))).as("the session is gone").isEqualTo("/login");
    }

    @Test
    void codeWhenDisabledBeforeItIsRedeemedThenNoToken() {
        CodeFlow browser = cli();
        String verifier = CodeFlow.random();
        String code = browser.code("vera", PASSWORD, "cart", verifier);
        DATABASE.execute("update account set disabled_at = now() where id = '" + vera + "'");
        TestClient.Answer answer = new TestClient.Answer(browser.redeem(code, verifier));
        assertRefused(answer, 400, "invalid_grant");
    }

    @Test
    void disableWhenOneselfThenForbidden() {
        CodeFlow frank = withTwoFactors("frank");
        HttpResponse<String> answer = send(frank, "/admin/people/" + idOf("frank"), "act", "disable");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(decisions.reasons()).endsWith("deny own-account");
        assertThat(frank.get("/admin/people").statusCode()).isEqualTo(200);
        assertThat(frank.get("/admin/people/" + idOf("frank")).body()).doesNotContain("data-testid=\"disable\"");
    }

    @Test
    void disableWhenDoneTwiceThenConflict() {
        CodeFlow frank = withTwoFactors("frank");
        assertThat(send(frank, "/admin/people/" + vera, "act", "enable").statusCode())
                .isEqualTo(409);
        assertThat(send(frank, "/admin/people/" + vera, "act", "disable").statusCode())
                .isEqualTo(303);
        String at = DATABASE.text("select disabled_at from account where id = '" + vera + "'");
        assertThat(send(frank, "/admin/people/" + vera, "act", "disable").statusCode())
                .isEqualTo(409);
        assertThat(DATABASE.text("select disabled_at from account where id = '" + vera + "'"))
                .isEqualTo(at);
        assertThat(decisions.reasons()).endsWith("deny is-so-already");
    }

    @Test
    void endWhenAdministratorThenThePersonIsSignedOutAndMaySignInAgain() {
        CodeFlow browser = signIn(cli());
        assertThat(leadsTo(send(withTwoFactors("frank"), "/admin/people/" + vera, "act", "end")))
                .endsWith("?done=end");
        assertThat(leadsTo(browser.get("/account"))).isEqualTo("/login");
        assertThat(leadsTo(signIn(cli()).get("/account"))).isEmpty();
    }

    @Test
    void actWhenNotAllowedThenNothingChanges() {
        CodeFlow browser = signIn(cli());
        CodeFlow dave = withTwoFactors("dave");
        assertForbidden(send(dave, "/admin/people/" + vera, "act", "disable"));
        assertThat(decisions.reasons()).endsWith("deny not-an-administrator");
        CodeFlow alice = cli();
        alice.signIn(page(alice, "/login"), "alice", password("alice"));
        assertForbidden(send(alice, "/admin/people/" + vera, "act", "disable"));

        CodeFlow frank = withTwoFactors("frank");
        assertThat(frank.post("/admin/people/" + vera, Map.of("act", "disable")).statusCode())
                .as("no csrf token")
                .isEqualTo(403);
        for (String act : List.of("", "promote", "DISABLE")) {
            assertThat(send(frank, "/admin/people/" + vera, "act", act).statusCode())
                    .as(act)
                    .isEqualTo(400);
        }
        assertThat(send(frank, "/admin/people/" + vera).statusCode()).isEqualTo(400);
        assertThat(send(frank, "/admin/people/vera", "act", "disable").statusCode())
                .isEqualTo(400);
        for (String path : PAGES) {
            if (!path.equals("/admin/elevations")) {
                assertThat(send(frank, path, "act", "disable").statusCode())
                        .as(path)
                        .isEqualTo(405);
            }
        }
        assertThat(leadsTo(browser.get("/account"))).isEmpty();
        assertThat(DATABASE.number("select count(*) from account where disabled_at is not null"))
                .isZero();
    }

    @Test
    void actWhenTheSecondFactorIsOldThenAskedForAgainAndNothingIsDone() {
        CodeFlow frank = cli();
        frank.signIn(page(frank, "/login"), "frank", password("frank"));
        HttpResponse<String> answer = send(frank, "/admin/people/" + vera, "act", "disable");
        assertThat(leadsTo(answer)).isEqualTo("/second-factor");
        assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");
        assertThat(DATABASE.number("select count(*) from account where disabled_at is not null"))
                .isZero();

        Page back = frank.submit(page(frank, "/second-factor"), "/second-factor", Map.of("code", timeCode("frank")));
        assertThat(back.uri().getPath()).isEqualTo("/admin/people/" + vera);
        assertThat(back.status()).isEqualTo(200);
        assertThat(DATABASE.number("select count(*) from account where disabled_at is not null"))
                .as("the form is not sent again by itself")
                .isZero();
        assertThat(send(frank, "/admin/people/" + vera, "act", "disable").statusCode())
                .isEqualTo(303);
    }

    @Test
    void actWhenTheSecondFactorIsFiveMinutesOldThenReadingAlone() {
        CodeFlow frank = withTwoFactors("frank");
        Object present = Objects.requireNonNull(ReflectionTestUtils.getField(freshness, "clock"));
        ReflectionTestUtils.setField(freshness, "clock", Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)));
        try {
            assertThat(frank.get("/admin/people/" + vera).statusCode()).isEqualTo(200);
            assertThat(leadsTo(send(frank, "/admin/people/" + vera, "act", "disable")))
                    .isEqualTo("/second-factor");
            assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");
            ReflectionTestUtils.setField(freshness, "clock", Clock.offset(Clock.systemUTC(), Duration.ofMinutes(4)));
            assertThat(send(frank, "/admin/people/" + vera, "act", "disable").statusCode())
                    .isEqualTo(303);
        } finally {
            ReflectionTestUtils.setField(freshness, "clock", present);
        }
    }

    private CodeFlow signIn(CodeFlow browser) {
        browser.signIn(page(browser, "/login"), "vera", PASSWORD);
        return browser;
    }

    private static void assertForbidden(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("data-testid=\"person\"", "Administration", "vera");
    }

    private static String withoutCsrf(Page page) {
        return page.body().replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "");
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
}
