package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;

/** Registration by mail, and what to do about a forgotten password. */
class RegistrationTests extends AuthServerTest {

    private static final String ADDRESS = "Rita.Reader@example.org";
    private static final String PASSWORD = "nine otters sleep under a bridge";
    private static final String OTHER = "four badgers paint the old fence";

    @BeforeEach
    void nobodyYet() {
        DATABASE.execute("delete from account where login in ('rita', 'rita2', 'sam')");
        DATABASE.execute("delete from mail");
        DATABASE.execute("delete from mail_link");
    }

    @Test
    void registerWhenAddressIsConfirmedThenCustomerWhoCanSignIn() {
        CodeFlow browser = cli();
        String answer = register(browser, "Rita", ADDRESS, PASSWORD);
        assertThat(answer).contains("a mail is on its way");
        String mail = mail("Confirm your address");
        assertThat(mail).contains(ADDRESS).doesNotContain(PASSWORD);
        assertThat(signIn(cli(), "rita", PASSWORD).callback())
                .as("before it is confirmed")
                .isNull();
        String link = link(mail);
        assertThat(browser.get(link).body()).contains("this is my address");
        assertThat(DATABASE.number("select count(*) from account where login = 'rita'"))
                .as("opening the link changes nothing")
                .isZero();

        assertThat(confirm(browser, link)).isEqualTo("/login?registered");

        Page page = signIn(cli(), "rita", PASSWORD);
        assertThat(page.callback()).isNotNull();
        assertThat(DATABASE.text("select roles from account where login = 'rita'"))
                .isEqualTo("{customer}");
        assertThat(DATABASE.text("select address from account where login = 'rita'"))
                .doesNotContainIgnoringCase("rita");
        assertThat(DATABASE.column("select sealed from mail")).noneMatch(stored -> stored.contains("example.org"));
        assertThat(decisions.entries().toString())
                .doesNotContainIgnoringCase("example.org")
                .doesNotContain("rita");
        assertThat(confirm(browser, link)).contains("does not work any more");
    }

    @Test
    void registerWhenNameOrAddressIsTakenThenSameAnswerAndOnlyTheMailTells() {
        registered();
        CodeFlow browser = cli();
        String free = register(browser, "sam", "sam@example.org", PASSWORD);
        mail("Confirm your address");
        DATABASE.execute("delete from mail");
        assertThat(register(browser, "rita2", ADDRESS.toLowerCase(Locale.ROOT), PASSWORD))
                .isEqualTo(free);
        assertThat(mail("You have an account already")).doesNotContain("token=");
        DATABASE.execute("delete from mail");
        assertThat(register(browser, "rita", "somebody@example.org", PASSWORD)).isEqualTo(free);
        assertThat(mail("Choose another name")).doesNotContain("token=");
        assertThat(DATABASE.number("select count(*) from mail_link")).isOne();
    }

    @Test
    void registerWhenInputIsBadThenSaidAndNothingSent() {
        CodeFlow browser = cli();
        for (List<String> bad : List.of(
                List.of("ri", ADDRESS, PASSWORD),
                List.of("rita<script>", ADDRESS, PASSWORD),
                List.of("rita", "nowhere", PASSWORD),
                List.of("rita", "a@b", PASSWORD),
                List.of("rita", "rita@example.org\r\nBcc: all@example.org", PASSWORD),
                List.of("rita", "<rita@example.org>", PASSWORD),
                List.of("rita", ADDRESS, "short"),
                List.of("rita", ADDRESS, "password1234"),
                List.of("rita", ADDRESS, "i am rita and this is long"),
                List.of("sam", ADDRESS, "the rita.reader of books"),
                List.of("", "", ""))) {
            String answer = register(browser, bad.get(0), bad.get(1), bad.get(2));
            assertThat(answer)
                    .as(bad.toString())
                    .contains("data-testid=\"problem\"")
                    .doesNotContain("on its way");
            assertThat(answer).doesNotContain("<script>", bad.get(2).isEmpty() ? "\0" : "value=\"" + bad.get(2));
        }
        assertThat(DATABASE.number("select count(*) from mail")).isZero();
    }

    @Test
    void confirmWhenLinkIsOldUsedOrInventedThenRefused() {
        CodeFlow browser = cli();
        register(browser, "rita", ADDRESS, PASSWORD);
        String link = link(mail("Confirm your address"));
        DATABASE.execute("update mail_link set expires_at = now()");
        assertThat(browser.get(link).body()).contains("does not work any more");
        assertThat(confirm(browser, link)).contains("does not work any more");
        assertThat(confirm(browser, "/register/confirm?token=invented")).contains("does not work any more");
        assertThat(decisions.reasons()).endsWith("deny mail-link-does-not-work");
        assertThat(DATABASE.number("select count(*) from account where login = 'rita'"))
                .isZero();
    }

    @Test
    void confirmWhenTwoWantTheSameNameThenTheFirstHasIt() {
        CodeFlow browser = cli();
        register(browser, "rita", ADDRESS, PASSWORD);
        String first = link(mail("Confirm your address"));
        DATABASE.execute("delete from mail");
        register(browser, "rita", "sam@example.org", OTHER);
        String second = link(mail("Confirm your address"));
        assertThat(confirm(browser, first)).isEqualTo("/login?registered");
        assertThat(confirm(browser, second)).contains("does not work any more");
        assertThat(signIn(cli(), "rita", OTHER).callback()).isNull();
    }

    @Test
    void recoverWhenLinkIsUsedThenNewPasswordAndEverythingElseEnds() {
        registered();
        CodeFlow elsewhere = cli();
        assertThat(signIn(elsewhere, "rita", PASSWORD).callback()).isNotNull();
        CodeFlow browser = cli();
        String answer = recover(browser, ADDRESS);
        String link = link(mail("A new password"));
        assertThat(newPassword(browser, link, "short")).contains("12 to 128");
        assertThat(newPassword(browser, link, "it is rita who reads this")).contains("your name");
        assertThat(newPassword(browser, link, OTHER)).isEqualTo("/login?recovered");

        assertThat(elsewhere.get("/account").statusCode()).isEqualTo(302);
        assertThat(signIn(cli(), "rita", PASSWORD).callback()).isNull();
        assertThat(signIn(cli(), "rita", OTHER).callback()).isNotNull();
        assertThat(newPassword(browser, link, PASSWORD)).contains("does not work any more");
        assertThat(recover(browser, "nobody@example.org")).isEqualTo(answer);
        assertThat(recover(browser, "'; drop table account; --")).isEqualTo(answer);
        assertThat(DATABASE.number("select count(*) from mail_link")).isZero();
    }

    @Test
    void recoverWhenLinkIsForRegistrationThenNotTaken() {
        CodeFlow browser = cli();
        register(browser, "rita", ADDRESS, PASSWORD);
        String link = link(mail("Confirm your address"));
        assertThat(newPassword(browser, link.replace("/register/", "/recover/"), OTHER))
                .contains("does not work any more");
        assertThat(confirm(browser, link)).as("it is not used up by that").isEqualTo("/login?registered");
    }

    @Test
    void mailsWhenManyAreAskedForThenFewAreSent() throws Exception {
        registered();
        DATABASE.execute("delete from mail");
        CodeFlow browser = cli();
        String answer = recover(browser, ADDRESS);
        for (int i = 0; i < 9; i++) {
            assertThat(recover(browser, ADDRESS)).isEqualTo(answer);
        }
        Thread.sleep(Duration.ofMillis(500));
        assertThat(DATABASE.number("select count(*) from mail")).isLessThanOrEqualTo(7);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void startWhenLocalMailboxIsNotOnThisMachineThenRefusedInPlainWords(CapturedOutput output) {
        Map<String, Object> elsewhere =
                Map.of("palisade.issuer", "https://sign-in.example.org", "palisade.ports.auth-server", 0);
        assertThatException()
                .isThrownBy(() -> new SpringApplicationBuilder(AuthServer.class)
                        .initializers(context -> context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("elsewhere", elsewhere)))
                        .run()
                        .close());
        assertThat(output)
                .contains("this authorization server is https://sign-in.example.org, which is not on localhost")
                .contains("Remove palisade.auth.mailbox, and set spring.mail.host");
    }

    private void registered() {
        CodeFlow browser = cli();
        register(browser, "rita", ADDRESS, PASSWORD);
        assertThat(confirm(browser, link(mail("Confirm your address")))).isEqualTo("/login?registered");
        DATABASE.execute("delete from mail");
        DATABASE.execute("delete from guess");
    }

    private static String register(CodeFlow browser, String login, String address, String password) {
        return post(browser, "/register", "/register", "username", login, "address", address, "password", password);
    }

    private static String recover(CodeFlow browser, String address) {
        return post(browser, "/recover", "/recover", "address", address);
    }

    private static String confirm(CodeFlow browser, String link) {
        return post(browser, "/register", "/register/confirm", "token", link.substring(link.indexOf('=') + 1));
    }

    private static String newPassword(CodeFlow browser, String link, String password) {
        return post(
                browser,
                "/recover",
                "/recover/confirm",
                "token",
                link.substring(link.indexOf('=') + 1),
                "password",
                password);
    }

    /** Sends a form: where that leads to, or the page without its hidden fields. */
    private static String post(CodeFlow browser, String page, String path, String... namesAndValues) {
        Map<String, String> form = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        Matcher field = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"")
                .matcher(browser.get(page).body());
        assertThat(field.find()).isTrue();
        form.put("_csrf", field.group(1));
        HttpResponse<String> answer = browser.post(path, form);
        assertThat(answer.statusCode()).isLessThan(400);
        return answer.headers()
                .firstValue("Location")
                .orElse(answer.body().replaceAll("name=\"_csrf\" value=\"[^\"]*\"", ""));
    }

    /** The text of a mail that has arrived, or is about to. */
    private String mail(String subject) {
        Instant end = Instant.now().plusSeconds(10);
        while (Instant.now().isBefore(end)) {
            String page = cli().get("/mailbox").body();
            if (page.contains("<h2>" + subject + "</h2>")) {
                return page;
            }
        }
        throw new AssertionError("no mail about " + subject);
    }

    private static String link(String mail) {
        Matcher link =
                Pattern.compile("href=\"https://[^/]*([^\"]*token=[^\"]*)\"").matcher(mail);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static Page signIn(CodeFlow browser, String login, String password) {
        return browser.signIn(browser.open(browser.request("cart", CodeFlow.random())), login, password);
    }
}
