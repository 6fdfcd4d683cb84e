package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.Json;
import dev.palisade.local.YamlTree;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.process.PrometheusTools;
import dev.palisade.verify.alerts.Prometheus;
import dev.palisade.verify.cluster.PlayedPods.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A new version of catalog-service in a cluster with Argo Rollouts: a real API server with the admission policies, the real
 * controllers and a real Prometheus, with the rollout and the questions as they stand but for shorter times. There are no
 * nodes: that pods become ready, and what they answer, is {@link PlayedPods played}.
 */
@EnabledIf(
        value = "dev.palisade.verify.cluster.CanaryTests#isAvailable",
        disabledReason = "no control plane can be run here, or no promtool can be run here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final String SERVICE = "catalog-service";
    private static final int REPLICAS = 4;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Set<String> WITHOUT_SERVICES = Set.of("ConfigMap", "ServiceAccount", "AnalysisTemplate");
    private static final Map<String, String> SHORTER = Map.of(
            "initialDelay: 90s", "initialDelay: 5s",
            "interval: 30s", "interval: 1s",
            "[2m]", "[6s]",
            "progressDeadlineSeconds: 300", "progressDeadlineSeconds: 20");

    private ControlPlane controlPlane;
    private Prometheus prometheus;
    private PlayedPods pods;
    private List<Manifest> objects = List.of();
    private int versions;
    private String served = image(0);

    static boolean isAvailable() {
        return CustomResources.areAvailable() && PrometheusTools.areAvailable() && Rollouts.isAvailable();
    }

    @BeforeAll
    void start() throws IOException {
        prometheus = Prometheus.start(Path.of("target", "canary").toAbsolutePath());
        controlPlane = ControlPlane.start(REPO);
        Kubectl kubectl = controlPlane.kubectl();
        CustomResources.define(kubectl, REPO);
        Rollouts.start(controlPlane, REPO);
        Path kustomization =
                PrivateFiles.directory(Path.of("target", "canary-overlay").toAbsolutePath());
        PrivateFiles.write(kustomization.resolve("kustomization.yaml"), """
                resources: [../../../k8s/overlays/kind]
                components: [../../../k8s/components/observability, ../../../k8s/components/canary]
                """);
        String rendered = kubectl.render(kustomization);
        for (Map.Entry<String, String> shorter : SHORTER.entrySet()) {
            assertThat(rendered).contains(shorter.getKey());
            rendered = rendered.replace(shorter.getKey(), shorter.getValue());
        }
        rendered = rendered.replace(
                "http://prometheus.palisade-observability:9090",
                prometheus.url().toString());
        objects = Manifest.of(rendered);
        Policies.enforce(kubectl, objects);
        kubectl.apply(Manifest.only(
                        objects,
                        each -> WITHOUT_SERVICES.contains(each.kind())
                                || each.name().equals(SERVICE)))
                .orThrow();
        controlPlane.control(REPO);
        pods = new PlayedPods(kubectl, prometheus, SERVICE);
        // By the resource that an autoscaler writes to.
        kubectl("scale", "rollout/" + SERVICE, "--replicas=" + REPLICAS);
        awaitPhase("Healthy");
    }

    @AfterAll
    void stop() throws InterruptedException {
        pods.close();
        controlPlane.close();
        prometheus.close();
    }

    /** Each test begins with the version that the test before it ended with, and with nothing else. */
    @BeforeEach
    void settle() {
        kubectl("set", "image", "deployment/" + SERVICE, "service=" + served);
        await().atMost(SOON)
                .until(() -> canary().equals(stable()) && status("phase").equals("Healthy"));
    }

    @Test
    void releaseWhenItAnswersAsTheOldOneThenItIsServedStepByStep() {
        String stable = stable();
        served = release(Behaviour.SOUND);
        await().atMost(SOON).until(() -> podsOf(canary()) == 1 && podsOf(stable) == REPLICAS - 1);
        await().atMost(SOON).until(() -> !stable().equals(stable));
        awaitPhase("Healthy");
        assertThat(podsOf(stable)).isZero();
        assertThat(podsOf(stable())).isEqualTo(REPLICAS);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void releaseWhenItIsBrokenThenTheOldVersionServesAgain(String metric, Behaviour behaviour) {
        String stable = stable();
        release(behaviour);
        Instant begin = Instant.now();
        awaitPhase("Degraded");
        assertThat(status("message")).asString().contains("Metric \"" + metric + "\" assessed Failed");
        await().atMost(SOON).until(() -> podsOf(canary()) == 0 && podsOf(stable) == REPLICAS);
        assertThat(stable()).isEqualTo(stable);
        System.out.println("[canary] " + metric + ": taken back " + since(begin) + " after its release");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("errors", Behaviour.SOUND.failing(1)),
                Arguments.of("refusals", Behaviour.SOUND.refusing(5)),
                Arguments.of("slowness", Behaviour.SOUND.slow(0.4)));
    }

    @Test
    void releaseWhenItNeverBecomesReadyThenTheOldVersionServesAlone() {
        String stable = stable();
        release(Behaviour.SOUND.neverReady());
        awaitPhase("Degraded");
        await().atMost(SOON).until(() -> podsOf(canary()) == 0 && podsOf(stable) == REPLICAS);
        assertThat(stable()).isEqualTo(stable);
    }

    @Test
    void releaseWhenNobodyAsksItThenItWaitsForAPerson() {
        String stable = stable();
        release(Behaviour.SOUND.unasked());
        awaitPhase("Paused");
        assertThat(YamlTree.below(rollout(), "status").get("pauseConditions"))
                .asString()
                .contains("InconclusiveAnalysisRun");
        assertThat(podsOf(canary())).isEqualTo(1);
        assertThat(stable()).isEqualTo(stable);
    }

    @Test
    void releaseWhenPrometheusIsAwayThenTheOldVersionServesAgain() {
        String stable = stable();
        template(template -> template.replace(prometheus.url().toString(), "http://127.0.0.1:1"));
        try {
            release(Behaviour.SOUND);
            awaitPhase("Degraded");
            assertThat(status("message")).asString().contains("assessed Error");
            await().atMost(SOON).until(() -> podsOf(canary()) == 0 && podsOf(stable) == REPLICAS);
        } finally {
            template(template -> template);
        }
    }

    @Test
    void undoWhenAVersionIsServedThenTheOneBeforeIsAndAtOnce() {
        String before = stable();
        release(Behaviour.SOUND);
        await().atMost(SOON).until(() -> !stable().equals(before));
        awaitPhase("Healthy");
        Instant begin = Instant.now();
        kubectl("rollout", "undo", "deployment/" + SERVICE);
        await().atMost(SOON).until(() -> stable().equals(before));
        awaitPhase("Healthy");
        assertThat(podsOf(before)).isEqualTo(REPLICAS);
        System.out.println("[canary] undone in " + since(begin));
    }

    /** The image of a new version. */
    private String release(Behaviour behaviour) {
        String image = image(++versions);
        pods.behave(image, behaviour);
        String before = canary();
        kubectl("set", "image", "deployment/" + SERVICE, "service=" + image);
        await().atMost(SOON).until(() -> !canary().equals(before));
        return image;
    }

    private static String image(int version) {
        return "palisade/catalog-service@sha256:" + Integer.toHexString(version).repeat(64);
    }

    private void awaitPhase(String phase) {
        await("the rollout is " + phase)
                .atMost(SOON)
                .until(() -> status("phase").equals(phase));
    }

    private String canary() {
        return String.valueOf(status("currentPodHash"));
    }

    private String stable() {
        return String.valueOf(status("stableRS"));
    }

    private Object status(String field) {
        return Objects.requireNonNullElse(YamlTree.below(rollout(), "status").get(field), "");
    }

    private Map<?, ?> rollout() {
        return Json.read(kubectl("get", "rollout", SERVICE, "--output=json"), Map.class);
    }

    private long podsOf(String version) {
        return kubectl("get", "pods", "--selector=rollouts-pod-template-hash=" + version, "--output=name")
                .lines()
                .count();
    }

    private void template(UnaryOperator<String> change) {
        Manifest template = Manifest.ofKind(objects, "AnalysisTemplate").getFirst();
        controlPlane
                .kubectl()
                .apply(Manifest.of(change.apply(Json.write(template.tree()))))
                .orThrow();
    }

    private String kubectl(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--namespace=palisade");
        return controlPlane
                .kubectl()
                .run("", all.toArray(String[]::new))
                .orThrow()
                .output();
    }

    private static String since(Instant begin) {
        return Duration.between(begin, Instant.now()).toSeconds() + " s";
    }
}
