package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Json;
import dev.palisade.local.YamlTree;
import dev.palisade.local.process.GoTool;
import dev.palisade.local.process.KubectlProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What CloudNativePG's operator makes of our Cluster, by its own code, is admitted by the policies as the component patches
 * them, and nothing that is a little more.
 */
@EnabledIf(
        value = "dev.palisade.verify.cluster.CustomResources#areAvailable",
        disabledReason = "no control plane can be run here with the operator's code, which is fetched by Go")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudNativePgTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAY = REPO.resolve("verify/src/test/resources/cluster/cloudnative-pg");
    private static final GoTool OPERATOR =
            new GoTool("palisade-cloudnative-pg", "CloudNativePG", "https://go.dev", "tools/cloudnative-pg", ".");

    /** What the operator puts into each pod, unless it is told to name it by its digest. */
    private static final String IMAGE = "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0";

    private static final String MANAGER = "system:serviceaccount:cnpg-system:cnpg-manager";
    private static final String ISSUER = "system:serviceaccount:cert-manager:cert-manager";
    private static final String SOMEBODY = "system:serviceaccount:palisade-data:postgres";

    private ControlPlane controlPlane;
    private String made;

    @BeforeAll
    void start() throws Exception {
        controlPlane = ControlPlane.start(REPO);
        Kubectl kubectl = controlPlane.kubectl();
        List<Manifest> objects = Manifest.of(kubectl.render(OVERLAY));
        Policies.enforce(kubectl, objects);
        kubectl.apply(Manifest.ofKind(objects, "ServiceAccount")).orThrow();
        kubectl.run("", "create", "serviceaccount", "postgres", "-n", "palisade-data")
                .orThrow(); // as the operator does
        made = made(Manifest.ofKind(objects, "Cluster").getFirst().with("metadata", Map.of("uid", UUID.randomUUID())));
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void applyWhenTheOperatorMakesItThenAdmitted() {
        List<Manifest> objects = objects();
        assertThat(objects)
                .extracting(Manifest::kind)
                .containsOnly("Pod", "Job", "Role", "RoleBinding", "Service", "PodDisruptionBudget", "Secret");

        assertThat(as(MANAGER, objects).errors()).isEmpty();
        List<Manifest> pods =
                objects.stream().flatMap(each -> each.pod().stream()).toList();
        assertThat(pods).hasSize(2);
        assertThat(as("system:serviceaccount:kube-system:job-controller", pods).errors())
                .isEmpty();
        assertThat(as(ISSUER, List.of(server(secret("postgres-ca")))).errors()).isEmpty();
    }

    @Test
    void podsWhenMadeThenKnownToTheNetworkPolicies() {
        List<Manifest> instances = Manifest.ofKind(objects(), "Pod");
        List<Manifest> ofJobs =
                objects().stream().flatMap(each -> each.pod().stream()).toList();

        assertThat(instances)
                .extracting(pod -> label(pod, "app.kubernetes.io/name"))
                .containsExactly("postgres");
        assertThat(Stream.concat(instances.stream(), ofJobs.stream()).map(pod -> label(pod, "cnpg.io/cluster")))
                .hasSize(3)
                .containsOnly("postgres");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("more")
    void applyWhenItIsALittleMoreThenRefused(String what, String user, Manifest object, String policy) {
        KubectlProgram.Answer answer = as(user, List.of(object));

        assertThat(answer.done()).isFalse();
        assertThat(answer.errors()).contains("ValidatingAdmissionPolicy 'palisade-" + policy + "'");
    }

    @Test
    void versionsWhenReadThenThatOfTheDefinitions() throws IOException {
        List<String> pinned = new ArrayList<>();
        for (String folder : List.of("tools/crds", "tools/cloudnative-pg")) {
            Files.readString(REPO.resolve(folder).resolve("go.mod"))
                    .lines()
                    .map(line -> line.replace("require", "").strip())
                    .filter(line -> line.startsWith("github.com/cloudnative-pg/cloudnative-pg "))
                    .forEach(pinned::add);
        }

        assertThat(pinned).hasSize(2).containsOnly("github.com/cloudnative-pg/cloudnative-pg v1.30.0");
    }

    Stream<Arguments> more() {
        Manifest authority = secret("postgres-ca");
        Manifest role = Manifest.ofKind(objects(), "Role").getFirst();
        String pod = line("Pod");
        String job = line("Job");
        return Stream.of(
                Arguments.of("a Secret of somebody else's", SOMEBODY, authority, "secret-objects"),
                Arguments.of("a Secret of the administrator's", "somebody", authority, "secret-objects"),
                Arguments.of(
                        "a Secret of another name",
                        MANAGER,
                        authority.with("metadata", Map.of("name", "password")),
                        "secret-objects"),
                Arguments.of(
                        "a Secret in another namespace", MANAGER, authority.inNamespace("palisade"), "secret-objects"),
                Arguments.of("the server's Secret by the operator", MANAGER, server(authority), "secret-objects"),
                Arguments.of("the authority's Secret by the issuer", ISSUER, authority, "secret-objects"),
                Arguments.of("a Role of somebody else's", SOMEBODY, role, "roles"),
                Arguments.of("a Role of another name", MANAGER, role.with("metadata", Map.of("name", "more")), "roles"),
                Arguments.of(
                        "a Role for other Secrets",
                        MANAGER,
                        changed(line("Role"), "\"postgres-ca\"", "\"password\""),
                        "roles"),
                Arguments.of("a Role for all Secrets", MANAGER, without(role, "secrets", "resourceNames"), "roles"),
                Arguments.of(
                        "a pod of another account with a token",
                        MANAGER,
                        changed(pod, "\"serviceAccountName\":\"postgres\"", "\"serviceAccountName\":\"valkey\""),
                        "hardening"),
                Arguments.of(
                        "a token for a day",
                        MANAGER,
                        changed(
                                pod,
                                "\"volumes\":[",
                                "\"volumes\":[{\"name\":\"day\",\"projected\":{\"sources\":[{\"serviceAccountToken\":"
                                        + "{\"path\":\"token\",\"expirationSeconds\":86400}}]}},"),
                        "tokens"),
                Arguments.of(
                        "a password in the environment",
                        MANAGER,
                        changed(job, "\"key\":\"username\"", "\"key\":\"password\""),
                        "secrets"),
                Arguments.of("the operator's image by a tag", MANAGER, changed(pod, pinned(), IMAGE), "images"));
    }

    private static String label(Manifest object, String name) {
        return String.valueOf(YamlTree.below(object.metadata(), "labels").get(name));
    }

    private static Manifest server(Manifest secret) {
        return secret.with("metadata", Map.of("name", "postgres-server"));
    }

    /** Of the rules of a role, that for this resource without one of its keys. */
    private static Manifest without(Manifest role, String resource, String key) {
        List<?> rules = ((List<?>) Objects.requireNonNull(role.tree().get("rules")))
                .stream()
                        .map(each -> {
                            Map<Object, Object> rule = new HashMap<>((Map<?, ?>) each);
                            if (List.of(resource).equals(rule.get("resources"))) {
                                rule.remove(key);
                            }
                            return rule;
                        })
                        .toList();
        Map<String, Object> tree = new HashMap<>(role.tree());
        tree.put("rules", rules);
        return new Manifest(tree);
    }

    private static Manifest changed(String text, String find, String replace) {
        assertThat(text).contains(find);
        return Manifest.of(text.replace(find, replace)).getFirst();
    }

    private String line(String kind) {
        return made.lines()
                .filter(line -> Manifest.of(line).getFirst().kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private Manifest secret(String name) {
        return Manifest.ofKind(objects(), "Secret").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Manifest> objects() {
        return made.lines().flatMap(line -> Manifest.of(line).stream()).toList();
    }

    private KubectlProgram.Answer as(String user, List<Manifest> objects) {
        return controlPlane.kubectl().apply(objects, "--dry-run=server", "--as=" + user, "--as-group=system:masters");
    }

    private static String made(Manifest cluster) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        OPERATOR.find(REPO, System.err::println).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var input = process.getOutputStream()) {
            input.write(Json.write(cluster.tree()).getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.replace(IMAGE, pinned());
    }

    private static String pinned() {
        return IMAGE.split(":", 2)[0] + "@sha256:" + "0".repeat(64);
    }
}
