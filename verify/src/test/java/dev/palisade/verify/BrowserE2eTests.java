package dev.palisade.verify;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.palisade.local.DemoUser;
import dev.palisade.local.Platform;
import dev.palisade.local.TimeCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A newcomer with a browser. */
class BrowserE2eTests {

    private static final Platform PLATFORM = RunningPlatform.platform();
    private static final String SHOP = PLATFORM.url("gateway").toString();

    private static Chromium chromium;
    private static Browser browser;

    @BeforeAll
    static void launch() throws Exception {
        // The browser trusts this platform's own authority by its key, and nothing else that is not public.
        byte[] key = MessageDigest.getInstance("SHA-256")
                .digest(PLATFORM.authority().intermediate().getPublicKey().getEncoded());
        chromium = Chromium.start(
                "--ignore-certificate-errors-spki-list=" + Base64.getEncoder().encodeToString(key));
        browser = chromium.browser();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void purchaseWhenDoneByHandThenConfirmedAndNoTokenReachesTheBrowser() {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().contains("401")) {
                    complaints.add(message.text());
                }
            });
            page.navigate(SHOP + "/");
            page.getByTestId("search").fill("tea");
            assertThat(page.locator("h1")).hasText("“tea”");
            page.getByTestId("product-card").first().click();
            assertThat(page.getByTestId("product-page")).isVisible();
            screenshot(page, "product");
            signIn(page, "alice");
            assertThat(page.getByTestId("person-name")).containsText("alice");
            page.getByTestId("add-to-cart").first().click();
            assertThat(page.getByTestId("cart-count")).hasText("1");
            page.getByTestId("cart-link").click();
            screenshot(page, "cart");
            page.getByTestId("checkout").click();
            page.getByTestId("card-number").fill(Shop.CARD);
            page.getByTestId("card-expiry").fill("12/30");
            page.getByTestId("card-cvc").fill("123");
            screenshot(page, "checkout");
            page.getByTestId("pay").click();
            assertThat(page.getByTestId("order-status")).hasText("CONFIRMED");
            screenshot(page, "order");

            assertThat(complaints).isEmpty();
            assertNoToken(context, page);
            page.getByTestId("sign-out").click();
            page.waitForURL(url -> url.startsWith(SHOP));
            assertThat(page.getByTestId("sign-in")).isVisible();
        }
    }

    @Test
    void checkoutWhenThePriceChangesThenShownAndOnlyTheNewTotalIsPaid() throws Exception {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            signIn(page, "bob");
            Locator card = page.getByTestId("product-card").last();
            String product = card.locator("a").first().getAttribute("href").replace("#/product/", "");
            card.getByTestId("add-to-cart").click();
            assertThat(page.locator("#toasts")).containsText("In your cart");
            page.getByTestId("cart-link").click();
            page.getByTestId("checkout").click();
            String before = page.getByTestId("cart-total").innerText();
            page.getByTestId("card-number").fill(Shop.CARD);
            page.getByTestId("card-expiry").fill("12/30");
            page.getByTestId("card-cvc").fill("123");
            Database.change(
                    "catalog", "update product set price_amount = price_amount + 1 where id = '" + product + "'");
            try {
                page.getByTestId("pay").click();
                assertThat(page.locator("h1")).hasText("The price has changed");
                assertThat(page.getByTestId("price-change")).containsText("was €");
                String now = page.getByTestId("cart-total").innerText();
                assertThat(now).isNotEqualTo(before);
                assertThat(page.getByTestId("total-change")).containsText("It was " + before + ", and it is " + now);
                screenshot(page, "price-change");
                page.getByTestId("pay-new-total").click();
                assertThat(page.getByTestId("order-status")).hasText("CONFIRMED");
                assertThat(page.locator(".bill-total.price")).hasText(now);
            } finally {
                Database.change(
                        "catalog", "update product set price_amount = price_amount - 1 where id = '" + product + "'");
            }
        }
    }

    @Test
    void cartWhenFilledBeforeSigningInThenComesAlongAndIsBought() throws Exception {
        try (BrowserContext context = context(new Browser.NewContextOptions());
                Shop bob = Shop.of("bob")) {
            Page page = context.newPage();
            List<String> addresses = new ArrayList<>();
            page.onRequest(request -> addresses.add(request.url()));
            page.navigate(SHOP + "/");
            Locator card = page.getByTestId("product-card").first();
            String product = card.locator("a").first().getAttribute("href").replace("#/product/", "");
            bob.fill(product, 1);
            card.getByTestId("add-to-cart").click();
            assertThat(page.getByTestId("cart-count")).hasText("1");
            String secret = String.valueOf(page.evaluate("() => localStorage.getItem('palisade.guest-cart')"));
            assertThat(secret).matches("[A-Za-z0-9_-]{43}");
            page.reload();
            assertThat(page.getByTestId("cart-count")).hasText("1");
            page.getByTestId("cart-link").click();
            assertThat(page.getByTestId("cart-item")).hasCount(1);
            assertThat(page.getByTestId("checkout")).hasCount(0);
            screenshot(page, "guest-cart");

            page.getByTestId("sign-in-to-pay").click();
            fillSignIn(page, "bob");
            assertThat(page.getByTestId("person-name")).containsText("bob");
            assertThat(page).hasURL(SHOP + "/#/cart");
            assertThat(page.getByTestId("quantity")).hasValue("2");
            assertThat(page.evaluate("() => localStorage.getItem('palisade.guest-cart')"))
                    .isNull();
            page.reload();
            assertThat(page.getByTestId("quantity")).hasValue("2");

            page.getByTestId("checkout").click();
            page.getByTestId("card-number").fill(Shop.CARD);
            page.getByTestId("card-expiry").fill("12/30");
            page.getByTestId("card-cvc").fill("123");
            page.getByTestId("pay").click();
            assertThat(page.getByTestId("order-status")).hasText("CONFIRMED");
            assertThat(addresses).isNotEmpty().noneMatch(address -> address.contains(secret));
        }
    }

    @Test
    void wishWhenSavedBeforeSigningInThenKeptAndMovedIntoTheCartByKeyboard() throws Exception {
        try (BrowserContext context = context(new Browser.NewContextOptions());
                Shop bob = Shop.of("bob")) {
            emptyWishes(bob);
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            page.getByTestId("product-card").nth(2).locator("a").first().click();
            String name = page.locator("h1").innerText();
            assertThat(page.getByTestId("save")).hasAttribute("aria-pressed", "false");
            page.getByTestId("save").click();
            page.getByTestId("sign-in-to-save").click();
            fillSignIn(page, "bob");
            assertThat(page.locator("h1")).hasText(name);
            assertThat(page.getByTestId("save")).hasAttribute("aria-pressed", "true");
            screenshot(page, "saved");
            page.getByTestId("save").press("Space");
            assertThat(page.getByTestId("save")).hasAttribute("aria-pressed", "false");
            page.getByTestId("save").press("Enter");
            assertThat(page.getByTestId("save")).hasAttribute("aria-pressed", "true");

            page.getByTestId("wishlist-link").click();
            assertThat(page.getByTestId("wish")).hasCount(1);
            assertThat(page.getByTestId("wish")).containsText(name);
            screenshot(page, "wish-list");
            page.getByTestId("move-to-cart").press("Enter");
            assertThat(page.locator("h1")).hasText("Nothing saved yet");
            assertThat(page.locator("h1")).isFocused();
            screenshot(page, "wish-list-empty");
            page.getByTestId("cart-link").click();
            assertThat(page.locator("main")).containsText(name);

            page.goBack();
            page.goBack();
            page.getByTestId("save").click();
            page.getByTestId("wishlist-link").click();
            page.getByTestId("remove-wish").press("Enter");
            assertThat(page.locator("h1")).hasText("Nothing saved yet");
        }
    }

    @Test
    void cartAndWishesWhenOnAPhoneThenNothingSticksOutInEitherScheme() throws Exception {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (BrowserContext context = context(new Browser.NewContextOptions()
                            .setViewportSize(360, 740)
                            .setColorScheme(scheme));
                    Shop bob = Shop.of("bob")) {
                emptyWishes(bob);
                String name = "-" + scheme.name().toLowerCase(Locale.ROOT);
                Page page = context.newPage();
                page.navigate(SHOP + "/");
                page.getByTestId("add-to-cart").first().click();
                assertThat(page.getByTestId("cart-count")).hasText("1");
                page.getByTestId("cart-link").click();
                assertThat(page.getByTestId("sign-in-to-pay")).isVisible();
                assertNothingSticksOut(page);
                screenshot(page, "phone-guest-cart" + name);
                page.getByTestId("sign-in-to-pay").click();
                fillSignIn(page, "bob");
                page.locator(".line-name").first().click();
                page.getByTestId("save").click();
                assertThat(page.getByTestId("save")).hasAttribute("aria-pressed", "true");
                assertNothingSticksOut(page);
                screenshot(page, "phone-saved" + name);
                page.getByTestId("wishlist-link").click();
                assertThat(page.getByTestId("wish")).hasCount(1);
                assertNothingSticksOut(page);
                screenshot(page, "phone-wish-list" + name);
            }
        }
    }

    @Test
    void searchWhenAProductIsOpenedAtOnceThenTheProductStays() {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            assertThat(page.getByTestId("product-card").first()).isVisible();
            // both in one task of the page, so that the pause after the last keystroke is not over
            page.evaluate("""
                    () => {
                      const search = document.getElementById('search');
                      search.value = 'tea';
                      search.dispatchEvent(new Event('input', { bubbles: true }));
                      document.querySelector('[data-testid=product-card] a').click();
                    }""");
            assertThat(page.getByTestId("product-page")).isVisible();
            page.waitForTimeout(600); // longer than that pause
            assertThat(page.getByTestId("product-page")).isVisible();
        }
    }

    @Test
    void shopWhenUsedByKeyboardThenAProductIsReached() {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            page.getByTestId("search").focus();
            page.keyboard().type("kettle");
            assertThat(page.locator("h1")).hasText("“kettle”");
            assertThat(page.getByTestId("product-card").first()).isVisible();
            for (int i = 0; i < 40 && page.getByTestId("product-page").count() == 0; i++) {
                page.keyboard().press("Tab");
                boolean onProduct =
                        (Boolean) page.evaluate("() => !!document.activeElement.closest('[data-testid=product-card]')"
                                + " && document.activeElement.tagName === 'A'");
                if (onProduct) {
                    page.keyboard().press("Enter");
                    page.waitForTimeout(500);
                }
            }
            assertThat(page.getByTestId("product-page")).isVisible();
        }
    }

    @Test
    void shopWhenOnAPhoneThenNothingSticksOutInEitherScheme() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (BrowserContext context = context(
                    new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(scheme))) {
                Page page = context.newPage();
                page.navigate(SHOP + "/");
                assertThat(page.getByTestId("product-card").first()).isVisible();
                Object overflow = page.evaluate(
                        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat((Integer) overflow).as(scheme.name()).isLessThanOrEqualTo(0);
                screenshot(page, "phone-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void signInWhenPasswordIsWrongThenSaysSoAndNobodyIsSignedIn() {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            page.getByTestId("sign-in").click();
            page.locator("#username").fill("alice");
            page.locator("#password").fill("not the password");
            page.getByTestId("sign-in-submit").click();
            assertThat(page.getByTestId("problem")).isVisible();
            screenshot(page, "sign-in");
            page.navigate(SHOP + "/");
            assertThat(page.getByTestId("sign-in")).isVisible();
        }
    }

    @Test
    void writeWhenASecondFactorIsNeededThenThePageLeadsThereAndBack() {
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = context.newPage();
            page.navigate(SHOP + "/");
            signIn(page, "erin");
            page.getByTestId("product-card").first().click();
            assertThat(page.getByTestId("product-page")).isVisible();
            String place = page.url();
            // The storefront has no form for refunds; what it does with such an answer is looked at.
            String write = """
                    async () => {
                      const { write } = await import('/js/api.js');
                      const { problemBox } = await import('/js/parts.js');
                      try {
                        await write('POST', '/api/payments/00000000-0000-4000-8000-000000000000/refunds', {}, { 'Idempotency-Key': 'browser' });
                        return 'done';
                      } catch (problem) {
                        document.getElementById('main').prepend(problemBox(problem));
                        return problem.type;
                      }
                    }""";

            assertThat(page.evaluate(write)).isEqualTo("urn:palisade:problem:insufficient-user-authentication");
            assertThat(page.getByTestId("person-name")).containsText("erin");
            screenshot(page, "confirm");
            page.getByTestId("confirm").click();
            confirm(page, person("erin"));

            assertThat(page.getByTestId("product-page")).isVisible();
            assertThat(page.url()).isEqualTo(place);
            assertThat(page.evaluate(write))
                    .as("let in; there is no such payment")
                    .isEqualTo("urn:palisade:problem:not-found");
        }
    }

    /** A code works once: one that another sign-in has used up is followed by the next, which is taken as well. */
    private static void confirm(Page page, DemoUser person) {
        for (long step = TimeCodes.stepAt(Instant.now()); !page.url().startsWith(SHOP); step++) {
            while (step > TimeCodes.stepAt(Instant.now()) + 1) {
                page.waitForTimeout(500);
            }
            page.locator("#code").fill(TimeCodes.code(String.valueOf(person.totpSecret()), step));
            page.getByTestId("code-submit").click();
            page.waitForLoadState();
        }
    }

    private static DemoUser person(String name) {
        return PLATFORM.demoUsers().stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void signIn(Page page, String name) {
        page.getByTestId("sign-in").first().click();
        fillSignIn(page, name);
    }

    private static void emptyWishes(Shop person) throws IOException {
        for (JsonNode wish : person.get("/api/wishlist").json().path("items")) {
            person.send(
                    "DELETE", "/api/wishlist/items/" + wish.path("productId").asString(), null, Map.of());
        }
    }

    private static void assertNothingSticksOut(Page page) {
        Object overflow =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat((Integer) overflow).isLessThanOrEqualTo(0);
    }

    private static void fillSignIn(Page page, String name) {
        DemoUser person = person(name);
        page.locator("#username").fill(person.name());
        page.locator("#password").fill(person.password());
        page.getByTestId("sign-in-submit").click();
        page.waitForURL(url -> url.startsWith(SHOP));
    }

    private static void assertNoToken(BrowserContext context, Page page) {
        for (Cookie cookie : context.cookies()) {
            assertThat(cookie.value).as(cookie.name).doesNotContainPattern("eyJ[\\w-]{20}");
            assertThat(cookie.secure).as(cookie.name).isTrue();
        }
        String stored =
                String.valueOf(page.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"));
        assertThat(stored).doesNotContainPattern("eyJ[\\w-]{20}");
    }

    @Test
    void dashboardOfTheProviderWhenOpenedWithItsKeyThenOnlyToLookAtAndFitsAPhone() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext context = context(new Browser.NewContextOptions()
                    .setViewportSize(360, 740)
                    .setColorScheme(scheme)
                    .setHttpCredentials(PLATFORM.paymentSandboxKey(), ""))) {
                Page page = context.newPage();
                List<String> complaints = new ArrayList<>();
                page.onConsoleMessage(message -> {
                    if (message.type().equals("error") && !message.text().contains("favicon")) {
                        complaints.add(message.text());
                    }
                });
                page.navigate(PLATFORM.paymentSandbox() + "/");
                assertThat(page.locator("h1")).hasText("Payment sandbox");
                assertThat(page.locator("caption"))
                        .hasText(new String[] {"Payments", "Refunds", "Disputes", "Webhooks"});
                assertThat(page.locator("form, input, button, script")).hasCount(0);
                page.keyboard().press("Tab");
                assertThat(page.locator("[role=region]").first()).isFocused();
                Object overflow = page.evaluate(
                        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat((Integer) overflow).as(scheme.name()).isLessThanOrEqualTo(0);
                assertThat(page.evaluate("() => getComputedStyle(document.body).maxWidth"))
                        .as("its style is let in by its own policy")
                        .isNotEqualTo("none");
                assertThat(complaints).isEmpty();
            }
        }
    }

    private static BrowserContext context(Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    private static void screenshot(Page page, String name) {
        Locator picture = page.locator("img").first();
        if (picture.count() > 0) {
            assertThat(picture).isVisible();
        }
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(false));
    }
}
