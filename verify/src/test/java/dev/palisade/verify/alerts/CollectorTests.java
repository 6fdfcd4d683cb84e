package dev.palisade.verify.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What comes through the collector of the cluster: all that the rules need, and nothing that nobody listed. */
@EnabledIf(value = "dev.palisade.verify.alerts.Collector#isAvailable", disabledReason = "no collector can be run here")
class CollectorTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String PERSON = "alice";

    /** Wherever a span can hold something, it holds something about a person. */
    private static final String SPAN = """
            {"resourceSpans": [{
              "resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "cart-service"}},
                {"key": "service.instance.id", "value": {"stringValue": "cart-service-0"}},
                {"key": "host.name", "value": {"stringValue": "PERSON"}}]},
              "scopeSpans": [{
                "scope": {"name": "it", "attributes": [{"key": "it", "value": {"stringValue": "PERSON"}}]},
                "spans": [{
                  "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "traceState": "it=PERSON",
                  "name": "http get /orders/{id}", "kind": 2,
                  "startTimeUnixNano": "1700000000000000000", "endTimeUnixNano": "1700000001000000000",
                  "status": {"code": 2, "message": "PERSON has no such order"},
                  "attributes": [
                    {"key": "uri", "value": {"stringValue": "/orders/{id}"}},
                    {"key": "http.url", "value": {"stringValue": "/orders/1?for=PERSON"}},
                    {"key": "jdbc.query[0]", "value": {"stringValue": "select 'PERSON'"}}],
                  "events": [{"timeUnixNano": "1700000000500000000", "name": "exception", "attributes": [
                    {"key": "exception.type", "value": {"stringValue": "NotFound"}},
                    {"key": "exception.message", "value": {"stringValue": "PERSON has no such order"}}]}],
                  "links": [{
                    "traceId": "5b8efff798038103d269b633813fc60d", "spanId": "eee19b7ec3c1b175", "traceState": "it=PERSON",
                    "attributes": [{"key": "it", "value": {"stringValue": "PERSON"}}]}]
                }]}]}]}
            """;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final BlockingQueue<String> TRACES = new LinkedBlockingQueue<>();

    private static HttpServer traceStore;
    private static Prometheus prometheus;
    private static Collector collector;

    @BeforeAll
    static void start() throws IOException {
        traceStore = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        traceStore.createContext("/v1/traces", exchange -> {
            byte[] spans;
            try (InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
                spans = body.readAllBytes();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            TRACES.add(new String(spans, StandardCharsets.ISO_8859_1));
        });
        traceStore.start();
        prometheus = Prometheus.start(TARGET.resolve("collector-prometheus"));
        collector = Collector.start(
                TARGET.resolve("collector"),
                prometheus,
                URI.create("http://127.0.0.1:" + traceStore.getAddress().getPort()));
        await().atMost(SOON).ignoreExceptions().until(() -> health() == 200);
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        collector.close();
        prometheus.close();
        traceStore.stop(0);
    }

    @Test
    void healthWhenTheKubeletAsksThenReady() throws Exception {
        assertThat(health()).isEqualTo(200);
    }

    @Test
    void counterWhenPushedByAServiceThenArrivesWithTheListedLabelsOnly() throws IOException {
        Map<String, String> resource =
                Map.of("service.name", "it-job", "service.instance.id", "it-instance", "host.name", PERSON);
        Map<String, String> expected = new HashMap<>(Map.of("__name__", "palisade_pushed_total"));
        Counter.Builder counter = Counter.builder("palisade.pushed").tag("person", PERSON);
        AlertFiles.labels().forEach(label -> {
            expected.put(label, "it-" + label);
            if (!AlertFiles.FROM_THE_RESOURCE.contains(label)) {
                counter.tag(label, "it-" + label);
            }
        });
        OtlpMeterRegistry registry = new OtlpMeterRegistry(new Push(resource), Clock.SYSTEM);
        counter.register(registry).increment(20);
        registry.close(); // pushes

        await().atMost(SOON)
                .ignoreExceptions() // while Prometheus starts
                .untilAsserted(() ->
                        assertThat(prometheus.ask("palisade_pushed_total")).containsExactly(Map.entry(expected, 20.0)));
        // When it began has come too: what had grown before it was first heard of counts.
        assertThat(prometheus.ask("increase(palisade_pushed_total[5m])").values())
                .singleElement()
                .satisfies(growth -> assertThat(growth).isPositive());
        // Prometheus keeps what else is known of a resource in a series of its own.
        assertThat(prometheus.ask("{job=\"it-job\", __name__!=\"palisade_pushed_total\"}"))
                .isEmpty();
    }

    @Test
    void spanWhenPushedByAServiceThenPassedOnWithoutWhatIsNotListed() throws Exception {
        assertThat(send(HttpRequest.newBuilder(collector.traces())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(SPAN.replace("PERSON", PERSON)))))
                .isEqualTo(200);

        assertThat(TRACES.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .contains("http get /orders/{id}", "cart-service", "cart-service-0", "/orders/{id}", "exception.type")
                .doesNotContain(PERSON, "http.url", "jdbc.query", "exception.message", "host.name");
    }

    private static int health() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(collector.health()));
    }

    private static int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** How the services push. */
    private record Push(Map<String, String> resourceAttributes) implements OtlpConfig {

        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String url() {
            return collector.metrics().toString();
        }
    }
}
