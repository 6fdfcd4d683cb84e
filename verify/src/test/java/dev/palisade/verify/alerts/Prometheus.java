package dev.palisade.verify.alerts;

import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.PrometheusTools;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus with the rules as they stand, to which services push their metrics. */
public final class Prometheus implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final Process process;

    private Prometheus(URI url, Process process) {
        this.url = url;
        this.process = process;
    }

    /** Starts one that keeps what it has in a folder, which is emptied. */
    public static Prometheus start(Path folder) throws IOException {
        PrivateFiles.delete(folder);
        PrivateFiles.directory(folder);
        Path configuration = folder.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: { evaluation_interval: 5s }
                rule_files: ["%s/*.yml"]
                storage: { tsdb: { out_of_order_time_window: 1m } }
                """.formatted(AlertFiles.RULES));
        URI url = URI.create("http://127.0.0.1:" + FreePort.find());
        Process process = new ProcessBuilder(
                        PrometheusTools.prometheus(AlertFiles.REPOSITORY, System.out::println)
                                .toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + url.getAuthority(),
                        "--web.enable-otlp-receiver",
                        "--enable-feature=created-timestamp-zero-ingestion")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(url, process);
    }

    /** Where metrics are pushed to. */
    public URI receiver() {
        return url.resolve("/api/v1/otlp/v1/metrics");
    }

    /** Where it answers questions. */
    public URI url() {
        return url;
    }

    /** The labels of every alert that fires now. */
    List<Map<String, String>> firing() throws IOException {
        return get("alerts")
                .path("alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .map(alert -> labels(alert.path("labels")))
                .toList();
    }

    /** What a question finds now: the labels of each, and the number. */
    Map<Map<String, String>, Double> ask(String question) throws IOException {
        return get("query?query=" + URLEncoder.encode(question, StandardCharsets.UTF_8))
                .path("result")
                .valueStream()
                .collect(Collectors.toMap(
                        found -> labels(found.path("metric")),
                        found -> Double.parseDouble(found.path("value").path(1).asString())));
    }

    /** The values of a label. */
    Set<String> values(String label) throws IOException {
        return get("label/" + label + "/values")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> labels(JsonNode node) {
        return node.propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, label -> label.getValue().asString()));
    }

    private JsonNode get(String path) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(url.resolve("/api/v1/" + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body()).path("data");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
    }
}
