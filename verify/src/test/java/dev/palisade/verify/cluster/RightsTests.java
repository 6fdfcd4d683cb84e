package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** What each ServiceAccount of the manifests may do at the Kubernetes API, by the answer of a real API server. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

    /** What everybody may do who is known at all: ask about themselves, and which kinds of objects there are. */
    private static final Set<String> EVERYBODYS = Set.of(
            "selfsubjectreviews.authentication.k8s.io create",
            "selfsubjectaccessreviews.authorization.k8s.io create",
            "selfsubjectrulesreviews.authorization.k8s.io create");

    private ControlPlane controlPlane;
    private List<Manifest> objects;

    @BeforeAll
    void start() {
        controlPlane = ControlPlane.start(REPO);
        Kubectl kubectl = controlPlane.kubectl();
        objects = Stream.of("kind", "staging", "production")
                .flatMap(overlay ->
                        Manifest.of(kubectl.render(REPO.resolve("k8s/overlays").resolve(overlay))).stream())
                .toList();
        kubectl.apply(only("Namespace")).orThrow();
        kubectl.apply(Stream.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")
                        .flatMap(kind -> only(kind).stream())
                        .toList())
                .orThrow();
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void rightsWhenAskedForEachServiceAccountThenNoneButTheTwoOfVault() {
        Map<String, Set<String>> rights = new TreeMap<>();
        Set<String> namespaces = new TreeSet<>();
        only("Namespace").forEach(namespace -> namespaces.add(namespace.name()));
        for (Manifest account : only("ServiceAccount")) {
            for (String namespace : namespaces) {
                Set<String> more = rights(account, namespace);
                more.removeAll(EVERYBODYS);
                if (!more.isEmpty()) {
                    rights.put(account.namespace() + "/" + account.name() + " in " + namespace, more);
                }
            }
        }

        Set<String> reviews =
                Set.of("tokenreviews.authentication.k8s.io create", "subjectaccessreviews.authorization.k8s.io create");
        Set<String> andTrust = new TreeSet<>(reviews);
        andTrust.add("configmaps patch trust");
        Map<String, Set<String>> expected = new TreeMap<>();
        namespaces.forEach(namespace -> expected.put(
                "palisade-vault/vault in " + namespace,
                Set.of("palisade", "palisade-data", "payment-provider").contains(namespace) ? andTrust : reviews));
        assertThat(rights).isEqualTo(expected);
    }

    @Test
    void accountsWhenReadThenNoneHasItsTokenMounted() {
        assertThat(only("ServiceAccount"))
                .isNotEmpty()
                .allMatch(account -> Boolean.FALSE.equals(account.tree().get("automountServiceAccountToken")));
        assertThat(only("Secret")).isEmpty();
    }

    /** Lines such as {@code configmaps  []  [trust]  [patch]}; without the addresses that are no objects. */
    private Set<String> rights(Manifest account, String namespace) {
        Set<String> rights = new TreeSet<>();
        controlPlane
                .kubectl()
                .run(
                        "",
                        "auth",
                        "can-i",
                        "--list",
                        "--no-headers",
                        "--namespace=" + namespace,
                        "--as=system:serviceaccount:" + account.namespace() + ":" + account.name(),
                        "--as-group=system:serviceaccounts",
                        "--as-group=system:authenticated")
                .orThrow()
                .output()
                .lines()
                .map(line -> line.strip().split("\\s{2,}"))
                .filter(columns -> !columns[0].startsWith("["))
                .forEach(columns ->
                        rights.add((columns[0] + " " + inside(columns[3]) + " " + inside(columns[2])).strip()));
        return rights;
    }

    private static String inside(String brackets) {
        return brackets.substring(1, brackets.length() - 1);
    }

    private List<Manifest> only(String kind) {
        Map<String, Manifest> each = new TreeMap<>();
        objects.stream()
                .filter(object -> object.kind().equals(kind))
                .forEach(object -> each.put(object.namespace() + "/" + object.name(), object));
        return List.copyOf(each.values());
    }
}
