package dev.palisade.verify.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.UpOptions;
import dev.palisade.local.VaultOptions;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.RunningPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Every alert is fired once by what it is there for, on a running platform that pushes its metrics through the collector of
 * the cluster to a real Prometheus with the rules as they stand; and none fires while people only shop.
 */
@EnabledIf(value = "dev.palisade.verify.alerts.Collector#isAvailable", disabledReason = "no collector can be run here")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsE2eTests {

    private static final Platform PLATFORM = RunningPlatform.another("alerts");
    private static final Duration LIFE = Duration.ofMinutes(3); // of certificates and database users
    private static final Duration QUIET = Duration.ofSeconds(45);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String NOBODY = UUID.randomUUID().toString();

    private static Prometheus prometheus;
    private static Collector collector;

    @BeforeAll
    static void up() throws IOException {
        prometheus = Prometheus.start(Path.of("target", "prometheus").toAbsolutePath());
        collector = Collector.start(
                Path.of("target", "alerts-collector").toAbsolutePath(),
                prometheus,
                URI.create("http://traces.invalid"));
        PrivateFiles.delete(PLATFORM.home().path()); // this test leaves anything behind
        VaultOptions vault = new VaultOptions(LIFE, Duration.ofDays(30), Duration.ofMinutes(10));
        PLATFORM.up(
                new UpOptions(false, LIFE, false, Optional.of(vault)).withMetrics(collector.metrics()),
                RunningPlatform.LINES);
    }

    @AfterAll
    static void down() {
        PLATFORM.down();
        collector.close();
        prometheus.close();
    }

    @Test
    @Order(1)
    void quietWhenPeopleOnlyShopThenNoAlertFires() throws Exception {
        await().atMost(SOON)
                .until(() -> heardOf()
                        .containsAll(AlertFiles.FIRED.values().stream()
                                .map(labels -> labels.get("job"))
                                .toList()));
        await().atMost(SOON).until(() -> prometheus.firing().isEmpty()); // while it starts, not all are heard of
        buy();
        Instant end = Instant.now().plus(QUIET);
        while (Instant.now().isBefore(end)) {
            assertThat(send("GET", "gateway", "/api/catalog/products", PLATFORM.trust(), Map.of(), ""))
                    .isEqualTo(200);
            assertThat(prometheus.firing()).isEmpty();
            Thread.sleep(1_000);
        }
    }

    /** What a canary is asked for is what the services tell: all are one version here. */
    @Test
    @Order(2)
    void questionsWhenVersionsAreComparedThenTheServicesAnswerThem() throws IOException {
        Map<String, String> questions = AlertFiles.comparisons();
        assertThat(questions).containsOnlyKeys("errors", "refusals", "slowness");
        for (Map.Entry<String, String> question : questions.entrySet()) {
            String ofAll = question.getValue()
                    .replaceAll("\\{\\{args.service}}-\\{\\{args.(canary|stable)}}-", "")
                    .replace("{{args.service}}", "catalog-service");
            assertThat(prometheus.ask(ofAll).values())
                    .as(question.getKey())
                    .singleElement()
                    .satisfies(answer -> assertThat(answer).isNotNaN().isBetween(0.0, 1.0));
        }
    }

    @Test
    @Order(3)
    void alertsWhenEachIsCausedThenEachFires() throws Exception {
        Map<String, String> alice = Map.of("Authorization", "Bearer " + PLATFORM.token("alice", "cart orders payment"));

        // A full disk, and a ledger that somebody with every right has changed; it is checked again after a start.
        PLATFORM.restart("catalog-service", Map.of("PALISADE_EVENTS_FILE", "/dev/full"), Progress.SILENT);
        change(
                "payment",
                "alter table ledger_entry disable trigger user",
                "update ledger_entry set amount = amount + 1 where position = 1");
        PLATFORM.restart("payment-service", Progress.SILENT);
        change(
                "cart",
                "set session_replication_role = replica",
                "update shop_order set status = 'RESERVED', placed_at = now() - interval '1 hour',"
                        + " lease_until = now() + interval '1 hour'");

        CodeFlow guesser = new CodeFlow(
                PLATFORM.url("auth-server"), PLATFORM.trust(), "palisade-cli", "http://127.0.0.1:8765/callback");
        for (int number = 0; number < 30; number++) {
            try {
                guesser.tokens("bob", "guess " + number, "cart");
            } catch (PlatformException | IllegalStateException e) {
                continue; // what a guesser gets
            }
            throw new AssertionError("That was no password");
        }
        for (int number = 0; number < 20; number++) {
            send("GET", "cart-service", "/api/cart", PLATFORM.identity("gateway"), bearer("e30.e30.forged"), "");
            send("GET", "gateway", "/api/catalog/products/" + NOBODY + "/prices", PLATFORM.trust(), alice, "");
        }
        assertThat(send("GET", "cart-service", "/api/cart", PLATFORM.identity("catalog-service"), Map.of(), ""))
                .isEqualTo(403);
        await().atMost(SOON).until(() -> fired("LedgerBroken"));

        PLATFORM.kill("payment-service");
        for (int number = 0; number < 40; number++) {
            assertThat(send("GET", "gateway", "/api/payments/" + NOBODY, PLATFORM.trust(), alice, ""))
                    .isEqualTo(503);
        }
        flood();
        await().atMost(SOON).until(AlertsE2eTests::renewed); // what ends without Vault was renewed by it before
        PLATFORM.kill("vault");

        Set<String> missing = new TreeSet<>(AlertFiles.FIRED.keySet());
        await().atMost(SOON).pollInterval(Duration.ofSeconds(2)).until(() -> {
            for (String alert : Set.copyOf(missing)) {
                if (fired(alert)) {
                    missing.remove(alert);
                    System.out.println("[alerts] " + alert + " fires; missing " + missing);
                }
            }
            return missing.isEmpty();
        });
    }

    @Test
    @Order(4)
    void metricsWhenRulesAndDashboardsAskForThemThenTheyExist() throws IOException {
        assertThat(AlertFiles.metrics()).hasSizeGreaterThan(9);
        assertThat(prometheus.values("__name__")).containsAll(AlertFiles.metrics());
    }

    /** Kills and all, and with what happened in them. */
    @Test
    @Order(5)
    void eventsWhenEverythingHappenedThenTheirChainsAreWhole() {
        assertThat(PLATFORM.events()).hasSize(5).allSatisfy(chain -> {
            assertThat(chain.findings()).isEmpty();
            assertThat(chain.events()).isPositive();
        });
        assertThat(PrivateFiles.read(PLATFORM.home().events("auth-server")))
                .contains("\"event.reason\":\"password-wrong\"");
        assertThat(renewed()).isTrue();
        assertThat(PrivateFiles.read(PLATFORM.home().log("auth-server"))).contains("security events so far");
    }

    private static boolean renewed() {
        String events = PrivateFiles.read(PLATFORM.home().events("auth-server"));
        return events.contains("\"event.action\":\"renew certificate\"")
                && events.contains("\"event.action\":\"renew database user\"");
    }

    private static Set<String> heardOf() throws IOException {
        return prometheus.values("job");
    }

    private static boolean fired(String alert) throws IOException {
        Map<String, String> expected = AlertFiles.FIRED.getOrDefault(alert, Map.of());
        return prometheus.firing().stream()
                .filter(labels -> alert.equals(labels.get("alertname")))
                .anyMatch(labels -> labels.entrySet().containsAll(expected.entrySet()));
    }

    private static void buy() throws Exception {
        Map<String, String> alice = Map.of("Authorization", "Bearer " + PLATFORM.token("alice", "cart orders payment"));
        String products = body("GET", "/api/catalog/products?size=20", alice, "");
        String product = products.replaceFirst("(?s).*?\"id\":\"([0-9a-f-]{36})\".*", "$1");
        body("PUT", "/api/cart/items/" + product, alice, "{\"quantity\":1}");
        String card = body(
                        "POST",
                        "/api/payments/methods",
                        alice,
                        "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}")
                .replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
        Map<String, String> once = Map.of(
                "Authorization",
                alice.getOrDefault("Authorization", ""),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        body("POST", "/api/orders", once, "{\"paymentMethod\":{\"token\":\"" + card + "\"}}");
    }

    /** More than an address may ask for in a minute, by nobody. */
    private static void flood() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(PLATFORM.url("gateway").resolve("/api/cart"))
                .build();
        try (HttpClient http = client(PLATFORM.trust());
                ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int number = 0; number < 3_000; number++) {
                var _ = threads.submit(() -> http.send(request, HttpResponse.BodyHandlers.discarding()));
            }
        }
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static String body(String method, String path, Map<String, String> headers, String json)
            throws IOException, InterruptedException {
        try (HttpClient http = client(PLATFORM.trust())) {
            HttpResponse<String> answer = http.send(
                    request(method, PLATFORM.url("gateway").resolve(path), headers, json),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return answer.body();
        }
    }

    private static int send(
            String method, String service, String path, SSLContext identity, Map<String, String> headers, String json)
            throws IOException, InterruptedException {
        try (HttpClient http = client(identity)) {
            return http.send(
                            request(method, PLATFORM.url(service).resolve(path), headers, json),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static HttpClient client(SSLContext identity) {
        return HttpClient.newBuilder()
                .sslContext(identity)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpRequest request(String method, URI uri, Map<String, String> headers, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        headers.forEach(request::setHeader);
        if (!json.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        return request.method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private static void change(String database, String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(
                        PLATFORM.postgres().jdbcUrl(database),
                        "postgres",
                        PLATFORM.postgres().superuserPassword());
                Statement statement = connection.createStatement()) {
            for (String each : List.of(statements)) {
                statement.execute(each);
            }
        }
    }
}
