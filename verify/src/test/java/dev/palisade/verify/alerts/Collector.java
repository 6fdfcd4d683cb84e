package dev.palisade.verify.alerts;

import dev.palisade.local.YamlTree;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.GoTool;
import dev.palisade.local.process.PrometheusTools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A collector with the arguments and the configuration of the cluster as they stand; only the addresses are others. */
final class Collector implements AutoCloseable {

    static final Path CONFIGURATION = AlertFiles.FOLDER.resolve("otel-collector/config.yaml");

    private static final GoTool PROGRAM = new GoTool(
            "otelcol-contrib", "OpenTelemetry collector", "https://opentelemetry.io", "tools/otel-collector", ".");
    private static final Pattern RECEIVER =
            Pattern.compile("http://otel-collector\\.palisade-observability:4318(/\\S+)");

    private final URI receiver;
    private final URI health;
    private final Process process;

    private Collector(URI receiver, URI health, Process process) {
        this.receiver = receiver;
        this.health = health;
        this.process = process;
    }

    /** Whether it and a Prometheus are there, or something to build them with; tests that need it are not run otherwise. */
    static boolean isAvailable() {
        return PROGRAM.isAvailable() && PrometheusTools.areAvailable();
    }

    /**
     * Starts one.
     *
     * @param folder for its log
     * @param prometheus where metrics go
     * @param traces where traces go
     */
    static Collector start(Path folder, Prometheus prometheus, URI traces) throws IOException {
        PrivateFiles.delete(folder);
        PrivateFiles.directory(folder);
        URI receiver = free();
        URI health = free();
        Map<?, ?> exporters = YamlTree.below(YamlTree.map(CONFIGURATION), "exporters");
        URI metrics = URI.create(
                String.valueOf(YamlTree.below(exporters, "otlp_http/metrics").get("endpoint")));
        List<String> command = new ArrayList<>();
        command.add(PROGRAM.find(AlertFiles.REPOSITORY, System.err::println).toString());
        command.addAll(arguments());
        command.addAll(List.of(
                "--set=receivers.otlp.protocols.http.endpoint=" + receiver.getAuthority(),
                "--set=extensions.health_check.endpoint=" + health.getAuthority(),
                "--set=exporters.otlp_http/metrics.endpoint="
                        + prometheus.receiver().resolve(metrics.getPath())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("collector.log").toFile());
        builder.environment().put("PALISADE_TRACES_URL", traces.toString()); // as an overlay says it
        return new Collector(receiver, health, builder.start());
    }

    /** Where it takes metrics, on the path that the services of the cluster are told. */
    URI metrics() {
        return receiver("k8s/components/observability/kustomization.yaml");
    }

    /** Where it takes traces, on the path that the services of the cluster are told. */
    URI traces() {
        return receiver("config-repo/application-kubernetes.yml");
    }

    private URI receiver(String file) {
        List<String> paths = RECEIVER.matcher(AlertFiles.read(AlertFiles.REPOSITORY.resolve(file)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        if (paths.size() != 1) {
            throw new IllegalStateException(file + " names " + paths.size() + " addresses of the collector.");
        }
        return receiver.resolve(paths.getFirst());
    }

    /** Where the kubelet asks how it is. */
    URI health() {
        return health;
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** What it is started with in the cluster, where its configuration is mounted. */
    private static List<String> arguments() {
        String manifests = AlertFiles.read(AlertFiles.FOLDER.resolve("otel-collector.yaml"));
        Map<String, Object> deployment = YamlTree.maps(manifests).getLast();
        Map<?, ?> pod = YamlTree.below(YamlTree.below(YamlTree.below(deployment, "spec"), "template"), "spec");
        List<?> arguments = AlertFiles.maps(pod.get("containers"))
                .map(container -> (List<?>) container.get("args"))
                .findFirst()
                .orElseThrow();
        return arguments.stream()
                .map(argument -> String.valueOf(argument).replace("/etc/otel/config.yaml", CONFIGURATION.toString()))
                .toList();
    }

    private static URI free() throws IOException {
        return URI.create("http://127.0.0.1:" + FreePort.find() + "/");
    }
}
