package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.auth.event.SignInEvents;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/** What is kept of sign-ins, and for how long. */
class SignInEventTests extends AuthServerTest {

    @Autowired
    private ApplicationContext context;

    @BeforeEach
    void nothingYet() {
        DATABASE.execute("delete from sign_in_event");
    }

    @Test
    void eventsWhenPeopleSignInThenEachDecisionOnce() {
        CodeFlow browser = cli();
        Page form = browser.signIn(page(browser, "/login"), "erin", "wrong");
        browser.signIn(form, "erin", password("erin"));
        browser.submit(page(browser, "/second-factor"), "/second-factor", Map.of("code", "000000"));
        browser.submit(page(browser, "/second-factor"), "/second-factor", Map.of("code", timeCode("erin")));
        send(browser, "/account/password", "current", "wrong", "new", "seven herons cross the quiet lake");
        send(browser, "/account/sign-out-everywhere");
        assertThat(events("erin"))
                .containsExactly(
                        "Password f password-wrong",
                        "Password t password",
                        "SecondFactor f code-does-not-work",
                        "SecondFactor t time-code",
                        "ChangePassword f password-wrong",
                        "SignOutEverywhere t own");
    }

    @Test
    void eventsWhenGuessedTooOftenThenSaidSo() {
        for (int i = 0; i < 7; i++) {
            CodeFlow browser = cli();
            browser.signIn(page(browser, "/login"), "alice", "wrong");
        }
        assertThat(events("alice")).hasSize(7).endsWith("Password f too-many-guesses");
    }

    @Test
    void eventsWhenNobodyHasThatNameThenNothingOfWhatWasTyped() {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), "my-secret-typed-here", "wrong");
        assertThat(DATABASE.column("select row(person, action, permitted, reason) from sign_in_event"))
                .containsExactly("(,Password,f,no-such-person)");
        assertThat(withTwoFactors("dave").get("/admin/events").body())
                .contains("nobody known")
                .doesNotContain("my-secret");
    }

    @Test
    void pageWhenFilteredThenThoseAlone() {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), "alice", "wrong");
        browser.signIn(page(browser, "/login"), "bob", password("bob"));
        CodeFlow dave = withTwoFactors("dave");
        assertThat(rows(dave, "?outcome=refused")).isOne();
        assertThat(rows(dave, "?outcome=permitted")).isEqualTo(3);
        assertThat(rows(dave, "?person=" + idOf("bob"))).isOne();
        assertThat(rows(dave, "?person=" + idOf("bob") + "&outcome=refused")).isZero();
        assertThat(dave.get("/admin/events?person=" + idOf("bob")).body())
                .contains(">bob<")
                .doesNotContain(">alice<");
        DATABASE.execute("insert into sign_in_event (person, action, permitted, reason) select '" + idOf("bob")
                + "', 'Password', true, 'password' from generate_series(1, 60)");
        assertThat(rows(dave, "")).isEqualTo(25);
        assertThat(rows(dave, "?page=3")).isEqualTo(14);
        assertThat(dave.get("/admin/events?page=4").statusCode()).isEqualTo(404);
    }

    @Test
    void eventsWhenAdministratorActsThenKeptForWhomItWasDoneTo() {
        CodeFlow frank = withTwoFactors("frank");
        frank.get("/admin/people/" + idOf("bob"));
        send(frank, "/admin/people/" + idOf("bob"), "act", "end");
        assertThat(events("bob")).containsExactly("EndSignIns t administrator");
    }

    @Test
    void exportWhenAskedThenOnesOwnEventsAreInIt() {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), "bob", password("bob"));
        CodeFlow other = cli();
        other.signIn(page(other, "/login"), "alice", password("alice"));
        assertThat(browser.get("/account/data").body())
                .contains("\"signInEvents\"", "\"elevations\"", "\"action\":\"Password\"", idOf("bob"))
                .doesNotContain(idOf("alice"));
    }

    @Test
    void forgetWhenOlderThanKeptThenGone() {
        DATABASE.execute("insert into sign_in_event (at, action, permitted, reason) values"
                + " (now() - interval '91 days', 'Password', true, 'old'),"
                + " (now() - interval '89 days', 'Password', true, 'young')");
        Object events = context.getBean(SignInEvents.class);
        assertThat((Integer) ReflectionTestUtils.invokeMethod(events, "forget")).isOne();
        assertThat(DATABASE.column("select reason from sign_in_event")).containsExactly("young");
    }

    private static List<String> events(String login) {
        return DATABASE.column("select action || ' ' || left(permitted::text, 1) || ' ' || reason from sign_in_event"
                + " where person = '" + idOf(login) + "' order by id");
    }

    private static int rows(CodeFlow browser, String query) {
        return browser.get("/admin/events" + query).body().split("data-testid=\"event\"", -1).length - 1;
    }
}
