package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.YamlTree;
import dev.palisade.verify.network.Paths;
import dev.palisade.verify.network.Paths.NetworkPath;
import dev.palisade.verify.network.Paths.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the policies of the mesh come to, by the rules of ztunnel: the declared paths, each by one policy, and no others. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.Kubectl#isAvailable",
        disabledReason = "no control plane can be run here, and no kubectl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAY = REPO.resolve("verify/src/test/resources/cluster/mesh");
    private static final String STRANGER = "cluster.local/ns/elsewhere/sa/stranger";

    /** Who is in no mesh has no identity. */
    private static final String NOBODY = "";

    private final Paths declared = Paths.of(REPO);
    private List<Manifest> objects;

    @BeforeAll
    void render() {
        objects = Manifest.of(new Kubectl(REPO, OVERLAY).render(OVERLAY));
    }

    @Test
    void pathsWhenInTheMeshThenTheDeclaredOnesAndNoOthers() {
        Set<String> allowed = new TreeSet<>();
        Set<String> expected = new TreeSet<>();
        for (Workload to : withStowaways()) {
            for (String from : identities()) {
                for (String port : ports()) {
                    if (isAllowed(from, to, port)) {
                        allowed.add(from + " > " + to + " at " + port);
                    }
                }
            }
        }
        for (NetworkPath path : declared.paths()) {
            Workload to = declared.workload(path.to());
            (path.from().equals(Paths.OUTSIDE) ? identities() : List.of(identity(declared.workload(path.from()))))
                    .forEach(from -> expected.add(from + " > " + to + " at " + to.port()));
        }

        assertThat(allowed).isEqualTo(expected);
    }

    @Test
    void pathsWhenBetweenPodsOfTheMeshThenEachByOnePolicy() {
        assertThat(declared.paths())
                .filteredOn(path -> !path.from().equals(Paths.OUTSIDE))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(selecting("AuthorizationPolicy", declared.workload(path.to())))
                        .filteredOn(policy -> principals(policy).contains(identity(declared.workload(path.from()))))
                        .hasSize(1));
    }

    @Test
    void portsWhenInTheMeshThenOnlyTheDoorsTakeWhoIsInNone() {
        Set<String> taken = new TreeSet<>();
        for (Workload to : withStowaways()) {
            ports().stream()
                    .filter(port -> !mode(to, port).equals("STRICT"))
                    .forEach(port -> taken.add(to.name() + ":" + port));
        }

        assertThat(taken)
                .isEqualTo(declared.paths().stream()
                        .filter(path -> path.from().equals(Paths.OUTSIDE))
                        .map(path ->
                                path.to() + ":" + declared.workload(path.to()).port())
                        .collect(Collectors.toSet()));
    }

    /** The label by which a pod is selected, and the account by which it is known, are one name; and it is in the mesh. */
    @Test
    void podsWhenInTheMeshThenKnownByTheirNames() {
        Set<String> meshed = objects.stream()
                .filter(each -> each.kind().equals("Namespace"))
                .filter(each -> "ambient"
                        .equals(YamlTree.below(each.metadata(), "labels").get("istio.io/dataplane-mode")))
                .map(Manifest::name)
                .collect(Collectors.toSet());
        List<Manifest> pods =
                objects.stream().flatMap(each -> each.pod().stream()).toList();

        assertThat(pods).hasSizeGreaterThan(5).allSatisfy(pod -> {
            assertThat(YamlTree.below(pod.metadata(), "labels").get("app.kubernetes.io/name"))
                    .isEqualTo(pod.spec().get("serviceAccountName"));
            assertThat(meshed).contains(pod.namespace());
        });
    }

    private boolean isAllowed(String from, Workload to, String port) {
        List<Manifest> policies = selecting("AuthorizationPolicy", to);
        policies.forEach(policy -> onlyWith(policy.spec(), "selector", "action", "rules"));
        boolean isRefused = from.equals(NOBODY) && mode(to, port).equals("STRICT");
        return !isRefused
                && (policies.isEmpty()
                        || policies.stream()
                                .flatMap(policy -> list(policy.spec(), "rules").stream())
                                .anyMatch(rule -> matches((Map<?, ?>) rule, from, port)));
    }

    private static boolean matches(Map<?, ?> rule, String from, String port) {
        onlyWith(rule, "from", "to");
        boolean who = !rule.containsKey("from")
                || list(rule, "from").stream()
                        .map(each -> YamlTree.below((Map<?, ?>) each, "source"))
                        .anyMatch(source -> list(source, "principals").contains(from));
        return who
                && list(rule, "to").stream()
                        .map(each -> YamlTree.below((Map<?, ?>) each, "operation"))
                        .anyMatch(operation -> list(operation, "ports").contains(port));
    }

    /** Of the policy that selects the pod before that of its namespace; without any, both kinds of connections are taken. */
    private String mode(Workload to, String port) {
        List<Manifest> policies = new ArrayList<>(selecting("PeerAuthentication", to));
        policies.sort((one, other) ->
                Boolean.compare(other.spec().containsKey("selector"), one.spec().containsKey("selector")));
        if (policies.isEmpty()) {
            return "PERMISSIVE";
        }
        Map<?, ?> spec = policies.getFirst().spec();
        Object ofPort = YamlTree.below(spec, "portLevelMtls").entrySet().stream()
                .filter(each -> String.valueOf(each.getKey()).equals(port))
                .map(each -> (Object) each.getValue())
                .findFirst()
                .orElseGet(() -> YamlTree.below(spec, "mtls"));
        return String.valueOf(((Map<?, ?>) ofPort).get("mode"));
    }

    private List<Manifest> selecting(String kind, Workload workload) {
        return objects.stream()
                .filter(each -> each.kind().equals(kind) && each.namespace().equals(workload.namespace()))
                .filter(each -> {
                    Map<?, ?> labels = YamlTree.below(YamlTree.below(each.spec(), "selector"), "matchLabels");
                    return labels.isEmpty() || labels.equals(Map.of("app.kubernetes.io/name", workload.name()));
                })
                .toList();
    }

    private static List<Object> principals(Manifest policy) {
        return list(policy.spec(), "rules").stream()
                .flatMap(rule -> list((Map<?, ?>) rule, "from").stream())
                .flatMap(from -> list(YamlTree.below((Map<?, ?>) from, "source"), "principals").stream())
                .<Object>map(each -> each)
                .toList();
    }

    private List<String> identities() {
        List<String> identities = new ArrayList<>(List.of(NOBODY, STRANGER));
        declared.workloads().values().forEach(workload -> identities.add(identity(workload)));
        return identities;
    }

    /** Everyone, and in each namespace a pod that nobody declared. */
    private List<Workload> withStowaways() {
        List<Workload> all = new ArrayList<>(declared.workloads().values());
        all.stream()
                .map(Workload::namespace)
                .distinct()
                .toList()
                .forEach(namespace -> all.add(new Workload("stowaway", namespace, 80)));
        return all;
    }

    private Set<String> ports() {
        Set<String> ports = new TreeSet<>(Set.of("80", "9000", "15008"));
        declared.workloads().values().forEach(workload -> ports.add(String.valueOf(workload.port())));
        return ports;
    }

    private static String identity(Workload workload) {
        return "cluster.local/ns/" + workload.namespace() + "/sa/" + workload.name();
    }

    /** Anything else would be taken for less than it says. */
    private static void onlyWith(Map<?, ?> map, String... keys) {
        assertThat(List.of(keys).containsAll(map.keySet())).as("%s", map).isTrue();
    }

    private static Collection<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof Collection<?> items ? items : List.of();
    }
}
