package dev.palisade.verify.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.YamlTree;
import dev.palisade.local.process.PrometheusTools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts, their pages, their cases and what fires them belong together; and what they take for declared is. */
class AlertRulesTests {

    private static final Path CONFIGURATION = AlertFiles.REPOSITORY.resolve("config-repo");
    private static final Set<String> WORKLOADS =
            Set.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");

    @Test
    @EnabledIf(
            value = "dev.palisade.local.process.PrometheusTools#areAvailable",
            disabledReason = "no promtool can be run here")
    void rulesWhenTestedByPromtoolThenEachFiresWhenItShouldAndOnlyThen() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(PrometheusTools.promtool(AlertFiles.REPOSITORY, System.out::println)
                .toString());
        command.addAll(List.of("test", "rules"));
        AlertFiles.files(AlertFiles.FOLDER.resolve("tests")).map(Path::toString).forEach(command::add);
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }

    @Test
    void alertsWhenReadThenEachHasAPageCasesAndSomethingThatFiresIt() {
        Set<String> alerts = AlertFiles.alerts();
        assertThat(alerts).hasSizeGreaterThan(9).isEqualTo(new TreeSet<>(AlertFiles.FIRED.keySet()));
        assertThat(AlertFiles.files(AlertFiles.REPOSITORY.resolve("docs/runbooks")))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyElementsOf(
                        alerts.stream().map(alert -> alert + ".md").toList());
        assertThat(AlertFiles.files(AlertFiles.FOLDER.resolve("tests")))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyElementsOf(
                        alerts.stream().map(alert -> alert + ".yml").toList());
        for (Map<String, Object> rule : AlertFiles.rules("alerts.yml")) {
            String alert = String.valueOf(rule.get("alert"));
            assertThat(YamlTree.below(rule, "annotations").get("runbook")).isEqualTo("docs/runbooks/" + alert + ".md");
            assertThat(String.valueOf(YamlTree.below(rule, "annotations").get("summary")))
                    .endsWith(".");
            assertThat(YamlTree.below(rule, "labels").get("severity")).isIn("warning", "critical");
            assertThat(cases(alert)).as(alert).contains(true, false);
            assertThat(AlertFiles.read(AlertFiles.REPOSITORY.resolve("docs/runbooks/" + alert + ".md")))
                    .contains("**Look first**", "**Do.**", "**Over when**");
        }
    }

    /** Whether it is to fire, for each case of an alert. */
    private static Set<Boolean> cases(String alert) {
        Path file = AlertFiles.FOLDER.resolve("tests").resolve(alert + ".yml");
        return AlertFiles.maps(YamlTree.map(file).get("tests"))
                .flatMap(test -> AlertFiles.maps(test.get("alert_rule_test")))
                .filter(each -> alert.equals(each.get("alertname")))
                .map(each -> !List.of().equals(each.get("exp_alerts")))
                .collect(Collectors.toSet());
    }

    @Test
    void declaredWhenComparedWithTheConfigurationThenTheSame() {
        Set<String> expected = new TreeSet<>(WORKLOADS);
        for (String workload : WORKLOADS) {
            Map<?, ?> settings = YamlTree.below(YamlTree.map(CONFIGURATION.resolve(workload + ".yml")), "palisade");
            Object allowed = YamlTree.below(settings, "service").get("allowed-callers");
            if (allowed instanceof List<?> callers) {
                callers.forEach(caller -> expected.add(caller + " to " + workload));
                // Whoever has callers checks their tokens, with the issuer's keys.
                expected.add(workload + " to auth-server");
            }
            YamlTree.below(settings, "clients").keySet().forEach(to -> {
                if (to.equals("auth-server")) {
                    expected.add(workload + " to auth-server");
                } else if (!WORKLOADS.contains(String.valueOf(to))) {
                    expected.add(to + " to " + workload); // another company's, which calls back
                }
            });
        }

        assertThat(AlertFiles.rules("declared.yml").stream()
                        .map(rule -> YamlTree.below(rule, "labels"))
                        .map(labels -> (labels.containsKey("caller") ? labels.get("caller") + " to " : "")
                                + labels.get("job")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void labelsWhenRulesAndDashboardsSpeakOfThemThenTheCollectorLetsThemPass() {
        Set<String> labels = AlertFiles.labels();
        assertThat(labels).contains("point", "caller", "uri", "lease").containsAll(AlertFiles.FROM_THE_RESOURCE);
        labels.removeAll(AlertFiles.FROM_THE_RESOURCE);

        Map<?, ?> processors = YamlTree.below(YamlTree.map(Collector.CONFIGURATION), "processors");
        assertThat(AlertFiles.maps(YamlTree.below(processors, "transform").get("metric_statements"))
                        .filter(each -> "datapoint".equals(each.get("context")))
                        .flatMap(each -> found("\"([^\"]+)\"", String.valueOf(each.get("statements")))))
                .containsAll(labels);
    }

    @Test
    void imagesWhenComparedWithWhatTheTestsRunThenTheSameVersions() {
        String images = AlertFiles.read(AlertFiles.REPOSITORY.resolve("k8s/images/kustomization.yaml"));

        assertThat(found("name: otel/opentelemetry-collector-contrib\\s+newTag: (\\S+)", images))
                .containsExactly(module("extension/healthcheckextension v(\\S+)", "otel-collector"));
        // As a Go module Prometheus 3.13.5 is 0.313.5.
        assertThat(found("name: prom/prometheus\\s+newTag: v(\\S+)", images))
                .containsExactly(module("prometheus/prometheus v0\\.(\\S+)", "prometheus")
                        .replaceFirst("^3", "3."));
    }

    private static String module(String pattern, String tool) {
        return found(pattern, AlertFiles.read(AlertFiles.REPOSITORY.resolve("tools/" + tool + "/go.mod")))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }

    @Test
    void dashboardsWhenReadThenEveryPanelAsksSomething() {
        assertThat(AlertFiles.files(AlertFiles.FOLDER.resolve("dashboards")))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("money.json", "platform.json", "security.json");
        AlertFiles.files(AlertFiles.FOLDER.resolve("dashboards")).forEach(file -> {
            JsonNode dashboard = new JsonMapper().readTree(AlertFiles.read(file));
            assertThat(dashboard.path("uid").asString()).startsWith("palisade-");
            Stream<JsonNode> panels = dashboard.path("panels").valueStream();
            assertThat(panels).isNotEmpty().allSatisfy(panel -> {
                assertThat(panel.path("title").asString()).isNotBlank();
                assertThat(panel.path("targets").path(0).path("expr").asString())
                        .isNotBlank();
            });
        });
    }
}
