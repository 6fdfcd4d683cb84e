package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Guessing gets slow, for the guesser, and tells nothing. */
class GuessTests extends AuthServerTest {

    private static final int FREE = 5;
    private static final int SAMPLES = 40;

    @Test
    void passwordWhenGuessedTooOftenThenEvenTheRightOneHasToWait() {
        for (int i = 0; i <= FREE; i++) {
            assertRefused(cli(), "alice", "wrong");
        }
        assertThat(decisions.reasons()).hasSize(FREE + 1).containsOnly("deny password-wrong");
        Page page = assertRefused(cli(), "alice", password("alice"));
        assertThat(page.body()).contains("or there were too many tries");
        assertThat(decisions.reasons()).endsWith("deny too-many-guesses");

        assertThat(signIn(cli(), "bob", password("bob")).callback()).isNotNull();
        wait(1);
        assertThat(signIn(cli(), "alice", password("alice")).callback()).isNotNull();
        assertThat(signIn(cli(), "alice", password("alice")).callback())
                .as("a right password ends the delay")
                .isNotNull();
    }

    @Test
    void passwordWhenNobodyHasThatNameThenSlowedAlike() {
        for (int i = 0; i <= FREE + 2; i++) {
            assertRefused(cli(), "Nobody-Of-That-Name", "wrong");
        }
        assertThat(decisions.reasons()).endsWith("deny too-many-guesses", "deny too-many-guesses");
        assertThat(DATABASE.column("select target from guess")).noneMatch(target -> target.contains("obody"));
        assertThat(decisions.entries().toString()).doesNotContain("obody");
    }

    @Test
    void passwordWhenGuessedForLongThenDelayDoublesUpToABound() {
        long before = 0;
        for (int i = 0; i <= 20; i++) {
            assertRefused(cli(), "alice", "wrong");
            long delay = DATABASE.number("select round(extract(epoch from max(free_at) - now())) from guess"
                    + " where target like 'password:%'");
            assertThat(delay).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(15 * 60);
            before = delay;
            DATABASE.execute("update guess set free_at = now()");
        }
        assertThat(before).isEqualTo(15 * 60);
    }

    @Test
    void passwordWhenManyAreTriedAtOnceThenNoMoreThanOneByOne() {
        List<CodeFlow> browsers = IntStream.range(0, 20).mapToObj(i -> cli()).toList();
        List<Page> forms = browsers.stream()
                .map(browser -> browser.open(browser.request("cart", CodeFlow.random())))
                .toList();
        IntStream.range(0, browsers.size())
                .parallel()
                .forEach(i -> browsers.get(i).signIn(forms.get(i), "alice", "wrong"));
        assertThat(decisions.reasons().stream().filter("deny password-wrong"::equals))
                .as("and one more for each delay that ended meanwhile")
                .hasSizeBetween(FREE + 1, FREE + 3);
    }

    @Test
    void passwordWhenOthersGuessThenAKnownBrowserIsNotSlowed() {
        CodeFlow known = cli();
        assertThat(signIn(known, "alice", password("alice")).callback()).isNotNull();
        assertThat(known.cookie("__Host-device")).isNotNull();
        for (int i = 0; i <= FREE + 2; i++) {
            assertRefused(cli(), "alice", "wrong");
        }
        assertRefused(cli(), "alice", password("alice"));
        CodeFlow othersBrowser = cli();
        signIn(othersBrowser, "bob", password("bob"));
        assertThat(again(othersBrowser, "alice", password("alice"))).isFalse();
        assertThat(again(known, "alice", password("alice"))).isTrue();

        for (int i = 0; i <= FREE; i++) {
            assertThat(again(known, "alice", "wrong")).isFalse();
        }
        assertThat(again(known, "alice", password("alice")))
                .as("a known browser is slowed by itself")
                .isFalse();
    }

    @Test
    void passwordWhenOneAddressGuessesAtManyThenSlowed() {
        for (int i = 0; i <= 50; i++) {
            assertRefused(cli(), "nobody-" + i, "wrong");
        }
        assertThat(decisions.reasons()).containsOnly("deny no-such-person");
        assertRefused(cli(), "alice", password("alice"));
        assertThat(decisions.reasons()).endsWith("deny too-many-guesses");
        wait(2);
        assertThat(signIn(cli(), "alice", password("alice")).callback()).isNotNull();
    }

    @Test
    void codeWhenGuessedTooOftenThenEvenTheRightOneHasToWait() {
        CodeFlow browser = cli();
        Map<String, String> request = browser.request("cart", CodeFlow.random());
        request.put("acr_values", "urn:palisade:acr:two-factors");
        Page page = browser.signIn(browser.open(request), "erin", password("erin"));
        for (int i = 0; i <= FREE; i++) {
            page = browser.submit(page, "/second-factor", Map.of("code", "wrong" + i));
        }
        String code = timeCode("erin");
        page = browser.submit(page, "/second-factor", Map.of("code", code));
        assertThat(page.callback()).isNull();
        assertThat(page.body()).contains("or there were too many tries");
        assertThat(decisions.reasons()).endsWith("deny too-many-guesses");
        wait(1);
        assertThat(browser.submit(page, "/second-factor", Map.of("code", code)).callback())
                .as("a code that was not looked at is not used up")
                .isNotNull();
    }

    /**
     * Enumeration by timing: whoever compares answers for a name that exists with those for one that does not must guess
     * right no more often than chance allows. The share of pairs in which the one takes longer is 0.5 when they are alike;
     * with 40 samples of each its standard error is 0.065, so the threshold of 0.25 is met by chance once in 8000 runs, and
     * a missing Argon2id computation makes it 0 or 1.
     */
    @Test
    void passwordWhenAnswersAreTimedThenTellNotWhoExistsOrIsDisabled() {
        CodeFlow browser = cli();
        Page form = browser.open(browser.request("cart", CodeFlow.random()));
        String csrf = csrf(form.body());
        DATABASE.execute("update account set disabled_at = now() where login = 'bob'");
        Map<String, List<Long>> times = new HashMap<>();
        List<String> kinds = new ArrayList<>();
        for (int i = 0; i < SAMPLES + 10; i++) {
            kinds.addAll(List.of("alice", "nobody", "carol-slowed", "bob-disabled"));
        }
        Collections.shuffle(kinds, new Random(7));
        for (String kind : kinds) {
            DATABASE.execute("delete from guess");
            String name = kind.replaceAll("-.*", "");
            String password = kind.endsWith("disabled") ? password(name) : "wrong";
            if (kind.endsWith("slowed")) {
                browser.post("/login", Map.of("username", name, "password", "wrong", "_csrf", csrf));
                DATABASE.execute("update guess set free_at = now() + interval '1 minute'");
            }
            long start = System.nanoTime();
            HttpResponse<String> answer =
                    browser.post("/login", Map.of("username", name, "password", password, "_csrf", csrf));
            times.computeIfAbsent(kind, missing -> new ArrayList<>()).add(System.nanoTime() - start);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValueSatisfying(location -> assertThat(location).endsWith("/login?error"));
        }
        DATABASE.execute("update account set disabled_at = null");
        times.values().forEach(each -> each.subList(0, 10).clear()); // warming up
        assertThat(longer(times.getOrDefault("alice", List.of()), times.getOrDefault("nobody", List.of())))
                .isBetween(0.25, 0.75);
        assertThat(longer(times.getOrDefault("alice", List.of()), times.getOrDefault("carol-slowed", List.of())))
                .isBetween(0.25, 0.75);
        assertThat(longer(times.getOrDefault("alice", List.of()), times.getOrDefault("bob-disabled", List.of())))
                .isBetween(0.25, 0.75);
    }

    private static double longer(List<Long> ones, List<Long> others) {
        return ones.stream()
                .flatMap(one -> others.stream().map(other -> one > other))
                .mapToInt(longer -> longer ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static void wait(int minutes) {
        DATABASE.execute("update guess set free_at = free_at - interval '" + minutes + " min'");
    }

    private Page assertRefused(CodeFlow browser, String login, String password) {
        Page page = signIn(browser, login, password);
        assertThat(page.callback()).isNull();
        assertThat(page.uri().toString()).endsWith("/login?error");
        return page;
    }

    private static Page signIn(CodeFlow browser, String login, String password) {
        return browser.signIn(browser.open(browser.request("cart", CodeFlow.random())), login, password);
    }

    /** Whether a browser that has signed in before can do so again. */
    private static boolean again(CodeFlow browser, String login, String password) {
        HttpResponse<String> answer = browser.post(
                "/login",
                Map.of(
                        "username",
                        login,
                        "password",
                        password,
                        "_csrf",
                        csrf(browser.get("/login").body())));
        return !answer.headers().firstValue("Location").orElseThrow().endsWith("error");
    }

    private static String csrf(String page) {
        Matcher field = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }
}
