package dev.palisade.auth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.TimeCodes;
import dev.palisade.test.TestPlatform;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;
import tools.jackson.databind.json.JsonMapper;

/** The ways to sign in, in a real browser. Without a Chromium on this machine these tests say that they were skipped. */
class JourneyTests extends AuthServerTest {

    private static final String PASSWORD = "quinns own password";
    private static final String TWO = "urn:palisade:acr:two-factors";
    private static final @Nullable String SCREENSHOTS = System.getProperty("palisade.screenshots");

    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;

    @Autowired
    private PasswordEncoder encoder;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void launch() throws Exception {
        Optional<Path> chromium = Stream.of(
                        System.getenv("PALISADE_CHROMIUM"),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .filter(path -> path != null)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                chromium.isPresent(),
                "There is no Chromium on this machine: install one, or name it by the environment variable"
                        + " PALISADE_CHROMIUM");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        byte[] key = MessageDigest.getInstance("SHA-256")
                .digest(TestPlatform.authority().intermediate().getPublicKey().getEncoded());
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of(
                                "--ignore-certificate-errors-spki-list="
                                        + Base64.getEncoder().encodeToString(key),
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                // Or a key is lost that is pressed before the browser has painted a new page.
                                "--allow-pre-commit-input")));
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void quinn() {
        DATABASE.execute("delete from account where login = 'quinn'");
        DATABASE.execute("insert into account (id, login, password_hash, roles) values (gen_random_uuid(), 'quinn', '"
                + encoder.encode(PASSWORD) + "', '{merchandiser}')");
    }

    @Test
    void signInWhenPasswordThenTokens() throws Exception {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            Sent request = authorize(page, null);
            shots(page, "sign-in");
            page.locator("#username").fill("quinn");
            page.locator("#password").fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.getByTestId("problem").first()).containsText("do not go together");
            password(page);
            assertThat(token(request, page).getClaim("acr")).isEqualTo("urn:palisade:acr:one-factor");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void stepUpWhenNoSecondFactorYetThenSetUpRecoveryCodesAndTokens() throws Exception {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            Sent request = authorize(page, TWO);
            password(page);
            assertThat(page.getByTestId("secret")).isVisible();
            shots(page, "set-up");
            String secret = page.getByTestId("secret").textContent().replace(" ", "");
            page.locator("#code").fill(TimeCodes.code(secret, TimeCodes.stepAt(Instant.now())));
            page.keyboard().press("Enter");
            assertThat(page.getByTestId("recovery-codes")).isVisible();
            shots(page, "recovery-codes");
            String recovery = page.getByTestId("recovery-codes").textContent().split("\n")[0];
            page.getByTestId("continue").click();
            assertThat(token(request, page).getClaim("acr")).isEqualTo(TWO);

            // Another day, another browser: first with the code generator, then without it.
            byCode(TimeCodes.code(secret, TimeCodes.stepAt(Instant.now()) + 1));
            byCode(recovery);
            assertThat(complaints).isEmpty();
        }
    }

    private void byCode(String code) throws Exception {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            Sent request = authorize(page, TWO);
            password(page);
            assertThat(page.locator("#code")).isFocused();
            shots(page, "second-factor");
            page.locator("#code").pressSequentially(code); // to the field, whatever the pictures did to the focus
            page.keyboard().press("Enter");
            assertThat(token(request, page).getClaim("acr")).isEqualTo(TWO);
        }
    }

    @Test
    void signInWhenPasskeyThenTwoFactorsWithoutPassword() throws Exception {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            CDPSession authenticator = authenticator(context, page, true);
            page.navigate(issuer() + "/account");
            password(page);
            assertThat(page.getByTestId("name")).hasText("quinn");
            page.locator("#label").fill("Quinn's {{csrf}} key");
            page.getByTestId("passkey-add").click();
            assertThat(page.getByTestId("passkey")).containsText("Quinn's {{csrf}} key");
            shots(page, "account");
            assertThat(DATABASE.number("select count(*) from user_credentials")).isOne();

            page.getByTestId("sign-out-everywhere").click();
            assertThat(page.locator("h1")).hasText("Signed out");
            DATABASE.execute("update account set disabled_at = now() where login = 'quinn'");
            authorize(page, TWO);
            page.getByTestId("passkey-submit").click();
            assertThat(page.getByTestId("passkey-problem")).containsText("did not work");
            assertThat(decisions.reasons()).endsWith("deny person-disabled");
            DATABASE.execute("update account set disabled_at = null");
            Sent request = authorize(page, TWO);
            page.getByTestId("passkey-submit").click();
            page.waitForURL(url -> url.startsWith(LOOPBACK));
            JWTClaimsSet token = token(request, page);
            assertThat(token.getClaim("acr")).isEqualTo(TWO);
            assertThat(token.getStringListClaim("amr")).containsExactly("hwk", "user", "mfa");
            assertThat(decisions.reasons()).contains("permit passkey");

            try (BrowserContext thief = context()) {
                Page theirs = thief.newPage();
                authorize(theirs, TWO);
                password(theirs);
                assertThat(theirs.locator("#password")).isVisible(); // no secret for whoever has the password alone
                theirs.navigate(issuer() + "/second-factor/set-up");
                assertThat(theirs.locator("#password")).isVisible();
            }

            page.navigate(issuer() + "/account");
            page.getByTestId("passkey").locator("button").click();
            assertThat(page.getByTestId("done")).hasText("The passkey is removed.");
            page.getByTestId("sign-out-everywhere").click();
            authorize(page, TWO);
            page.getByTestId("passkey-submit").click();
            assertThat(page.getByTestId("passkey-problem")).containsText("did not work");
            assertThat(decisions.reasons()).endsWith("deny passkey-not-acceptable");
            authenticator.detach();
        }
    }

    @Test
    void passkeyWhenAuthenticatorDoesNotVerifyItsUserThenNotTaken() {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            authenticator(context, page, false);
            page.navigate(issuer() + "/account");
            password(page);
            page.getByTestId("passkey-add").click();
            assertThat(page.getByTestId("passkey-problem")).containsText("No passkey was added");
            assertThat(DATABASE.number("select count(*) from user_credentials")).isZero();
        }
    }

    @Test
    void registerWhenAddressIsConfirmedThenSignsInAndRecoversByMail() throws Exception {
        DATABASE.execute("delete from account where login = 'nina'");
        DATABASE.execute("delete from mail");
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            Sent request = authorize(page, null);
            page.getByTestId("register").click();
            shots(page, "register");
            page.locator("#username").fill("nina");
            page.locator("#address").fill("nina@example.org");
            page.locator("#password").fill("password1234");
            page.getByTestId("register-submit").click();
            assertThat(page.getByTestId("problem")).containsText("guessers try first");
            page.locator("#password").fill("three foxes read the evening paper");
            page.getByTestId("register-submit").click();
            openMail(page, "Confirm your address");
            page.getByTestId("confirm").click();
            assertThat(page.getByTestId("done")).hasText("Your account is ready. Sign in.");
            page.locator("#username").fill("nina");
            page.locator("#password").fill("three foxes read the evening paper");
            page.keyboard().press("Enter");
            assertThat(token(request, page).getClaim("roles")).isEqualTo(List.of("customer"));
        }
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            Sent request = authorize(page, null);
            page.getByTestId("recover").click();
            page.locator("#address").fill("nina@example.org");
            page.getByTestId("recover-submit").click();
            openMail(page, "A new password");
            page.locator("#password").fill("eleven herons wait for the last train");
            page.getByTestId("password-submit").click();
            assertThat(page.getByTestId("done")).containsText("Your new password is set.");
            page.locator("#username").fill("nina");
            page.locator("#password").fill("eleven herons wait for the last train");
            page.keyboard().press("Enter");
            assertThat(token(request, page).getClaim("acr")).isEqualTo("urn:palisade:acr:one-factor");
        }
        assertThat(complaints).isEmpty();
    }

    private void openMail(Page page, String subject) {
        assertThat(page.getByTestId("message")).containsText("on its way");
        page.waitForCondition(() -> {
            page.navigate(issuer() + "/mailbox");
            return page.getByTestId("mail").first().textContent().contains(subject);
        });
        shots(page, "mailbox");
        page.getByTestId("mail-link").first().click();
    }

    @Test
    void signOutWhenEverywhereThenTheOtherBrowserIsSignedOut() {
        try (BrowserContext here = context();
                BrowserContext there = context()) {
            Page mine = here.newPage();
            mine.navigate(issuer() + "/account");
            password(mine);
            Page other = there.newPage();
            other.navigate(issuer() + "/account");
            password(other);
            mine.reload();
            assertThat(mine.getByTestId("sign-in")).hasCount(2);
            assertThat(mine.getByTestId("sign-in").first()).containsText("Chrome on Linux");
            mine.getByTestId("sign-out-everywhere").click();
            assertThat(mine.locator("h1")).hasText("Signed out");
            other.reload();
            assertThat(other.locator("#password")).isVisible();
        }
    }

    @Test
    void elevationWhenGrantedThenItsPagesOpenAndEndWithIt() {
        DATABASE.execute("delete from elevation");
        try (BrowserContext here = context();
                BrowserContext there = context()) {
            Page erin = here.newPage();
            withCode(erin, "erin", "/account/roles");
            erin.locator("#role").selectOption("auditor");
            erin.locator("#minutes").selectOption("60");
            erin.locator("#reason").fill("The <b>quarterly</b> review of grants");
            erin.keyboard().press("Enter");
            assertThat(erin.getByTestId("done")).containsText("An administrator will decide.");
            shots(erin, "roles");

            Page frank = there.newPage();
            withCode(frank, "frank", "/admin/elevations");
            assertThat(frank.getByTestId("elevation")).containsText("The <b>quarterly</b> review of grants");
            shots(frank, "admin-elevations");
            frank.getByTestId("grant").focus();
            frank.keyboard().press("Enter");
            assertThat(frank.getByTestId("done")).hasText("The role is granted.");
            assertThat(frank.getByTestId("state")).hasText("running");

            erin.navigate(issuer() + "/account");
            erin.getByText("Administration").click();
            assertThat(erin.getByTestId("person").first()).isVisible();
            shots(erin, "admin-people");
            erin.getByText("quinn").click();
            assertThat(erin.getByTestId("disable")).hasCount(0);
            for (String section : List.of("Sign-in events", "Clients", "Keys")) {
                erin.getByText(section, new Page.GetByTextOptions().setExact(true))
                        .first()
                        .click();
                assertThat(erin.locator("h1")).hasText(section);
                shots(erin, "admin-" + section.toLowerCase(Locale.ROOT).replace(' ', '-'));
            }

            frank.navigate(issuer() + "/admin/people?name=quinn");
            frank.getByText("quinn").click();
            frank.getByTestId("disable").click();
            assertThat(frank.getByTestId("state")).containsText("no, since");
            shots(frank, "admin-person");
            frank.getByTestId("enable").click();
            assertThat(frank.getByTestId("state")).hasText("yes");

            assertThat(complaints).isEmpty();
            frank.navigate(issuer() + "/admin/elevations");
            frank.getByTestId("end").click();
            assertThat(frank.getByTestId("state")).hasText("ended");
            erin.navigate(issuer() + "/admin/people");
            assertThat(erin.getByTestId("problem")).hasText("This is not allowed.");
        }
        DATABASE.execute("delete from elevation");
    }

    private void withCode(Page page, String login, String path) {
        page.navigate(issuer() + path);
        page.locator("#username").fill(login);
        page.locator("#password").fill(password(login));
        page.getByTestId("sign-in-submit").click();
        page.locator("#code").fill(timeCode(login));
        page.keyboard().press("Enter");
        page.waitForURL(issuer() + path + "**");
    }

    private BrowserContext context() {
        BrowserContext context = Objects.requireNonNull(browser).newContext();
        context.setDefaultTimeout(15_000);
        // Nobody listens at the redirect of the public client.
        context.route(
                url -> url.startsWith("http://127.0.0.1:"),
                route -> route.fulfill(new Route.FulfillOptions().setBody("back")));
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("favicon")) {
                complaints.add(message.text());
            }
        });
        return context;
    }

    /** An authenticator in software (Web Authentication section 11.3), with or without a PIN or finger of its user. */
    private static CDPSession authenticator(BrowserContext context, Page page, boolean verifiesUser) {
        CDPSession session = context.newCDPSession(page);
        JsonObject none = new JsonObject();
        none.addProperty("enableUI", false);
        session.send("WebAuthn.enable", none);
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", verifiesUser);
        options.addProperty("isUserVerified", verifiesUser);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject add = new JsonObject();
        add.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", add);
        return session;
    }

    private Sent authorize(Page page, @Nullable String acr) {
        String verifier = CodeFlow.random();
        CodeFlow flow = cli();
        Map<String, String> request = flow.request("openid cart", verifier);
        if (acr != null) {
            request.put("acr_values", acr);
        }
        page.navigate(issuer() + "/oauth2/authorize?"
                + request.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
        return new Sent(flow, verifier);
    }

    private static void password(Page page) {
        page.locator("#username").fill("quinn");
        page.locator("#password").fill(PASSWORD);
        page.getByTestId("sign-in-submit").click();
    }

    private static JWTClaimsSet token(Sent request, Page page) {
        page.waitForURL(url -> url.startsWith(LOOPBACK));
        URI callback = URI.create(page.url());
        String code = new CodeFlow.Page(callback, 200, "", callback).answer().get("code");
        HttpResponse<String> answer = request.flow().redeem(String.valueOf(code), request.verifier());
        return claims(
                JsonMapper.shared().readTree(answer.body()).path("access_token").asString());
    }

    /** Where the system property {@code palisade.screenshots} names a folder: light and dark, on a screen and on a phone. */
    private static void shots(Page page, String name) {
        if (SCREENSHOTS == null) {
            return;
        }
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : new int[] {1280, 390}) {
                page.setViewportSize(width, 844);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of(
                                SCREENSHOTS,
                                name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png")));
            }
        }
        page.setViewportSize(1280, 844);
    }

    private record Sent(CodeFlow flow, String verifier) {}
}
