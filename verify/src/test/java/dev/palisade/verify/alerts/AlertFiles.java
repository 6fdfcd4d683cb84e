package dev.palisade.verify.alerts;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the repository has on alerts. */
final class AlertFiles {

    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    static final Path FOLDER = REPOSITORY.resolve("k8s/components/observability");
    static final Path RULES = FOLDER.resolve("rules");

    /** The labels that say who pushed, and are no attributes of what was pushed. */
    static final Set<String> FROM_THE_RESOURCE = Set.of("job", "instance");

    /** Of whom each alert is to speak when {@link AlertsE2eTests} causes it. */
    static final Map<String, Map<String, String>> FIRED = Map.ofEntries(
            Map.entry("SignInGuessing", Map.of("job", "auth-server")),
            Map.entry("TokensRefused", Map.of("job", "cart-service", "reason", "token-malformed-or-not-signed-by-us")),
            Map.entry("DecisionsDenied", Map.of("job", "gateway", "action", "readPrices")),
            Map.entry("UndeclaredCall", Map.of("job", "cart-service", "caller", "catalog-service")),
            Map.entry("ThrottleSaturated", Map.of("job", "gateway")),
            Map.entry("EventsLost", Map.of("job", "catalog-service")),
            Map.entry("LedgerBroken", Map.of("job", "payment-service")),
            Map.entry("OrdersStuck", Map.of("job", "cart-service")),
            Map.entry("ServerErrors", Map.of("job", "gateway")),
            Map.entry("CertificateEnds", Map.of("job", "auth-server")),
            Map.entry("LeaseEnds", Map.of("job", "auth-server", "lease", "database user")),
            Map.entry("TelemetryMissing", Map.of("job", "payment-service")));

    private static final Pattern METRIC = Pattern.compile("\\b(palisade_[a-z_]+|(?:http|process|jvm)_[a-z_]+)\\b");

    private static final Pattern LABEL = Pattern.compile(
            "[{,]\\s*([a-z_]+)\\s*(?:=|!=|=~|!~)\\s*\"" // that is asked for
                    + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([a-z_, ]*)\\)"
                    + "|\\$labels\\.([a-z_]+)" // that a text speaks of
                    + "|\\{\\{\\s*([a-z_]+)\\s*}}");

    private AlertFiles() {}

    /** All rules of a file. */
    static List<Map<String, Object>> rules(String name) {
        return maps(YamlTree.map(RULES.resolve(name)).get("groups"))
                .flatMap(group -> maps(group.get("rules")))
                .toList();
    }

    /** The names of all alerts. */
    static Set<String> alerts() {
        return rules("alerts.yml").stream()
                .map(rule -> String.valueOf(rule.get("alert")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of the metrics that rules and dashboards ask for. */
    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        Stream.concat(
                        rules("alerts.yml").stream().map(rule -> String.valueOf(rule.get("expr"))),
                        files(FOLDER.resolve("dashboards"))
                                .flatMap(file -> new JsonMapper().readTree(read(file)).findValues("expr").stream())
                                .map(JsonNode::asString))
                .forEach(query -> METRIC.matcher(query).results().forEach(found -> names.add(found.group())));
        return names;
    }

    /** What a new version is compared by, with the question to Prometheus. */
    static Map<String, String> comparisons() {
        Map<?, ?> spec =
                YamlTree.below(YamlTree.map(REPOSITORY.resolve("k8s/components/canary/analysis.yaml")), "spec");
        return maps(spec.get("metrics"))
                .collect(Collectors.toMap(
                        metric -> String.valueOf(metric.get("name")),
                        metric -> String.valueOf(YamlTree.below(YamlTree.below(metric, "provider"), "prometheus")
                                .get("query"))));
    }

    /** The labels that rules and dashboards speak of. */
    static Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        Stream.concat(files(RULES), files(FOLDER.resolve("dashboards")))
                .forEach(file -> LABEL.matcher(read(file).replace("\\\"", "\""))
                        .results()
                        .flatMap(found ->
                                IntStream.rangeClosed(1, found.groupCount()).mapToObj(found::group))
                        .filter(Objects::nonNull)
                        .flatMap(names -> Stream.of(names.split("[, ]+")))
                        .filter(name -> !name.isEmpty())
                        .forEach(labels::add));
        return labels;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Stream<Map<String, Object>> maps(@Nullable Object list) {
        return Objects.requireNonNullElse((List<Map<String, Object>>) list, List.<Map<String, Object>>of()).stream();
    }
}
