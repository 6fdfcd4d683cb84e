package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.process.KubectlProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real API server refuses each object with one thing wrong, by the policy and for the reason that it is for, whether it
 * is a pod or what pods are made from; and accepts the same object without it.
 */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
class AdmissionTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path CASES = Case.FOLDER.resolve("cases");

    private static ControlPlane controlPlane;
    private static List<Manifest> rendered;

    @BeforeAll
    static void start() {
        controlPlane = ControlPlane.start(REPO);
        controlPlane
                .kubectl()
                .apply(Manifest.read(Case.FOLDER.resolve("namespaces.yaml")))
                .orThrow();
        rendered = Manifest.of(controlPlane.kubectl().render(Case.FOLDER));
        Policies.enforce(controlPlane.kubectl(), rendered);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    void policiesWhenReadThenEachReasonHasACase() {
        for (Manifest policy : policies()) {
            Path file = CASES.resolve(policy.name().replace("palisade-", "") + ".yaml");
            assertThat(file).exists();
            List<String> seen = Case.of(file, "bad").map(Case::refused).toList();
            assertThat((List<?>) policy.spec().get("validations")).isNotEmpty().allSatisfy(validation -> {
                String message = String.valueOf(((Map<?, ?>) validation).get("message"));
                assertThat(seen).anyMatch(message::startsWith);
            });
        }
    }

    @Test
    void policiesWhenReadThenEachDeniesAlsoWhenItFails() {
        List<Map<?, ?>> bindings = rendered.stream()
                .filter(each -> each.kind().equals("ValidatingAdmissionPolicyBinding"))
                .<Map<?, ?>>map(Manifest::spec)
                .toList();

        assertThat(policies()).isNotEmpty().allSatisfy(policy -> {
            assertThat(policy.spec().get("failurePolicy")).isEqualTo("Fail");
            assertThat(bindings)
                    .filteredOn(binding -> policy.name().equals(binding.get("policyName")))
                    .singleElement()
                    .satisfies(binding ->
                            assertThat(binding.get("validationActions")).isEqualTo(List.of("Deny", "Audit")));
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bad")
    void applyWhenOneThingIsWrongThenItsPolicyRefuses(String policy, Case bad) {
        String reason = "ValidatingAdmissionPolicy 'palisade-" + policy + "' with binding 'palisade-" + policy
                + "' denied request: " + bad.refused();
        List<Manifest> forms = forms(bad.object());

        KubectlProgram.Answer answer = dryRun(forms);

        assertThat(answer.errors().lines().filter(line -> !line.startsWith("Warning: ")))
                .hasSize(forms.size() - bad.except().size())
                .allSatisfy(error -> assertThat(error).contains(reason));
        assertThat(answer.output().lines()).hasSameSizeAs(bad.except());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("good")
    void applyWhenAtTheBorderThenAccepted(String policy, Case good) {
        assertThat(dryRun(forms(good.object())).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod", "service", "secret", "role", "role-binding", "cluster-role-binding"})
    void applyWhenNothingIsWrongThenAccepted(String name) {
        Manifest object = Manifest.read(Case.FOLDER.resolve("good").resolve(name + ".yaml"))
                .getFirst();

        assertThat(dryRun(forms(object)).errors()).isEmpty();
    }

    @Test
    void applyWhenInANamespaceOfOthersThenNotJudged() {
        Case tagged = Case.of(CASES.resolve("images.yaml"), "bad").findFirst().orElseThrow();

        assertThat(dryRun(List.of(tagged.object().inNamespace("elsewhere"))).errors())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("insecure")
    void applyWhenPodIsNotRestrictedThenPodSecurityRefuses(Case bad) {
        KubectlProgram.Answer answer = dryRun(List.of(bad.object().inNamespace("restricted")));

        assertThat(answer.done()).isFalse();
        assertThat(answer.errors())
                .contains("violates PodSecurity \"restricted:latest\"")
                .contains(bad.refused());
    }

    @Test
    void applyWhenAFieldIsMisspeltThenRefused() {
        Case misspelt = new Case(null, "pod", "readinessProbe", "readynessProbe", "elsewhere", List.of());

        KubectlProgram.Answer answer = dryRun(List.of(misspelt.object()));

        assertThat(answer.done()).isFalse();
        assertThat(answer.errors()).contains("readynessProbe: field not declared in schema");
    }

    static Stream<Arguments> bad() throws IOException {
        return cases("bad");
    }

    static Stream<Arguments> good() throws IOException {
        return cases("good");
    }

    static Stream<Case> insecure() {
        return Case.of(Case.FOLDER.resolve("pod-security.yaml"), "bad");
    }

    private static Stream<Arguments> cases(String which) throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files
                    .sorted()
                    .flatMap(file -> Case.of(file, which)
                            .map(each ->
                                    Arguments.of(file.getFileName().toString().replace(".yaml", ""), each)))
                    .toList()
                    .stream();
        }
    }

    private static List<Manifest> forms(Manifest object) {
        return object.kind().equals("Pod") ? object.makers() : List.of(object);
    }

    private static List<Manifest> policies() {
        return rendered.stream()
                .filter(each -> each.kind().equals("ValidatingAdmissionPolicy"))
                .toList();
    }

    private static KubectlProgram.Answer dryRun(List<Manifest> objects) {
        return controlPlane.kubectl().apply(objects, "--dry-run=server");
    }
}
