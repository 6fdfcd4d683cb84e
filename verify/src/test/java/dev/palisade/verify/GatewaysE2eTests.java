package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Platform;
import dev.palisade.local.UpOptions;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two gateways behind a plain balancer of TCP connections, which share sessions and throttles. */
class GatewaysE2eTests {

    private static final Platform PLATFORM = RunningPlatform.another("gateways");
    private static final String SESSION = "__Host-session";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final int CALLERS = 6;

    @BeforeAll
    static void up() {
        PLATFORM.up(new UpOptions(false, Duration.ofHours(1), false).withGateways(2), RunningPlatform.LINES);
    }

    @AfterAll
    static void down() {
        PLATFORM.down();
    }

    @Test
    void sessionWhenAGatewayIsKilledUnderLoadThenItStaysAndOnlyRequestsInFlightAreLost() throws Exception {
        String cookie = SESSION + "=" + signIn("alice");
        for (URI gateway : PLATFORM.gateways()) {
            assertThat(get(newClient(), gateway, "/api/session", cookie).body()).contains("\"signedIn\":true");
        }

        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        List<Future<List<Integer>>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> load(cookie, end)));
            }
            Thread.sleep(Duration.ofSeconds(3));
            PLATFORM.kill("gateway-2");
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<List<Integer>> caller : callers) {
            statuses.addAll(caller.get());
        }

        assertThat(statuses).hasSizeGreaterThan(100).contains(200);
        assertThat(statuses.stream().filter(status -> status != 200).count())
                .as("each caller had one request in flight")
                .isLessThanOrEqualTo(CALLERS);
        assertThat(get(newClient(), PLATFORM.url("gateway"), "/api/session", cookie)
                        .body())
                .contains("\"signedIn\":true");
    }

    /** What was not answered counts as 0. */
    private static List<Integer> load(String cookie, long end) throws InterruptedException {
        List<Integer> statuses = new ArrayList<>();
        try (HttpClient http = newClient()) {
            while (System.nanoTime() < end) {
                try {
                    statuses.add(get(http, PLATFORM.url("gateway"), "/api/cart", cookie)
                            .statusCode());
                } catch (IOException e) {
                    statuses.add(0);
                }
                Thread.sleep(60); // below what one person may ask for
            }
        }
        return statuses;
    }

    private static HttpResponse<String> get(HttpClient http, URI base, String path, String cookie)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Cookie", cookie)
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Signs in as a browser would, and has the session's cookie. */
    private static String signIn(String name) throws IOException, InterruptedException {
        CookieManager cookies = new CookieManager();
        String password = PLATFORM.demoUsers().stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow()
                .password();
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(PLATFORM.trust())
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            URI start = PLATFORM.url("gateway").resolve("/oauth2/authorization/palisade");
            HttpResponse<String> page = http.send(HttpRequest.newBuilder(start).build(), BodyHandlers.ofString());
            Matcher csrf = CSRF.matcher(page.body());
            assertThat(csrf.find()).as(page.body()).isTrue();
            String form = "username=" + name + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)
                    + "&_csrf=" + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8);
            http.send(
                    HttpRequest.newBuilder(PLATFORM.url("auth-server").resolve("/login"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(SESSION))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
        }
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .sslContext(PLATFORM.trust())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}
