package dev.palisade.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.palisade.verify.Chromium;
import dev.palisade.verify.evidence.InstallationKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody can read the report: axe finds nothing on any of its pages, light on a phone and dark on a desk. */
class AccessibilityTests {

    private static Chromium chromium;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write(@TempDir Path keys) {
        chromium = Chromium.start();
        ReportTests.report().writeTo(folder, InstallationKey.in(keys));
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void pagesWhenLookedAtByAxeThenNothingIsFound() throws Exception {
        List<Path> pages;
        try (Stream<Path> files = Files.list(folder.resolve("report"))) {
            pages = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        assertThat(pages).hasSizeGreaterThan(4);
        for (Path page : pages) {
            assertThat(violations(page, ColorScheme.LIGHT, 360))
                    .as(page + " on a phone")
                    .isEmpty();
            assertThat(violations(page, ColorScheme.DARK, 1280))
                    .as(page + " in the dark")
                    .isEmpty();
        }
    }

    @Test
    void pagesWhenBrokenThenAxeFindsIt(@TempDir Path broken) throws Exception {
        Path page = broken.resolve("index.html");
        String right = Files.readString(folder.resolve("report/index.html"));
        Files.copy(folder.resolve("report/report.css"), broken.resolve("report.css"));
        Files.writeString(
                page,
                right.replace(" lang=\"en\"", "")
                        .replace("</main>", "<p style=\"color:#ddd;background:#fff\">Pale words on white</p></main>"));
        assertThat(violations(page, ColorScheme.LIGHT, 1280)).contains("html-has-lang", "color-contrast");
    }

    @Test
    void pagesWhenOnAPhoneThenNothingSticksOut() {
        try (BrowserContext context =
                chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(360, 800))) {
            Page page = context.newPage();
            for (String name : List.of(
                    "index.html",
                    "standards.html",
                    "parts.html",
                    "threats.html",
                    "roles.html",
                    "documents.html",
                    "assets.html",
                    "flows.html",
                    "contracts.html",
                    "access.html",
                    "drift.html",
                    "suppliers.html",
                    "applicability.html",
                    "risks.html",
                    "incidents.html",
                    "responsibilities.html",
                    "c-tok-02.html")) {
                page.navigate(folder.resolve("report").resolve(name).toUri().toString());
                assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                        .as(name)
                        .isEqualTo(true);
            }
        }
    }

    private static List<String> violations(Path file, ColorScheme scheme, int width) {
        try (BrowserContext context = chromium.browser()
                .newContext(
                        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800))) {
            Page page = context.newPage();
            page.navigate(file.toUri().toString());
            return new AxeBuilder(page)
                    .analyze().getViolations().stream().map(Rule::getId).toList();
        }
    }
}
