package dev.palisade.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.network.Nftables.Pod;
import dev.palisade.verify.network.Paths.NetworkPath;
import dev.palisade.verify.network.Paths.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Every pod tries to reach every port of every other, names, Kubernetes, the Internet and the cloud's metadata: on a
 * network of kernel namespaces with the policies as rules of the packet filter.
 */
@EnabledIf(
        value = "dev.palisade.verify.network.NetworkNamespaces#isAvailable",
        disabledReason = "no network namespaces can be made here")
class NetworkReachTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final List<Path> POLICIES = List.of(
            REPO.resolve("k8s/base/network/palisade.yaml"),
            REPO.resolve("k8s/base/network/palisade-data.yaml"),
            REPO.resolve("k8s/base/network/palisade-vault.yaml"),
            REPO.resolve("k8s/components/observability/network.yaml"),
            REPO.resolve("k8s/components/payment-sandbox/network.yaml"));
    private static final int HEALTH = 9000;

    private final Paths declared = Paths.of(REPO);
    private final Map<String, Pod> pods = new LinkedHashMap<>();

    NetworkReachTests() {
        declared.workloads().values().forEach(workload -> {
            boolean ours = workload.namespace().equals("palisade");
            pod(
                    workload.name(),
                    workload.namespace(),
                    "app.kubernetes.io/name",
                    ours
                            ? List.of(String.valueOf(workload.port()), String.valueOf(HEALTH))
                            : List.of(String.valueOf(workload.port())));
        });
        pod("kube-dns", "kube-system", "k8s-app", List.of("53", "53u"));
        pod("stranger", "elsewhere", "app.kubernetes.io/name", List.of("80"));
        pod("stowaway", "palisade", "app.kubernetes.io/name", List.of("80")); // in our namespace, and nobody's
        at("outside", "203.0.113.10", List.of("443"));
        at("metadata", "169.254.169.254", List.of("80"));
        at("kubernetes", "192.0.2.1", List.of("443", "6443"));
    }

    @Test
    void reachWhenPoliciesAreOnThenTheDeclaredPathsAndNoOthers() {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            pods.values().forEach(network::add);
            Set<String> before = reach(network);
            int ports =
                    pods.values().stream().mapToInt(pod -> pod.ports().size()).sum();
            assertThat(before)
                    .as("without policies everyone reaches everything")
                    .hasSize(ports * (pods.size() - 1));

            filter(network, POLICIES);
            Set<String> after = reach(network);

            assertThat(after).isEqualTo(expected());
            System.out.println(before.size() + " paths without policies, " + after.size() + " with them");
        }
    }

    /** Who may reach whom may also open a tunnel to it, and the kubelet's probes come from an address of the mesh. */
    @Test
    void reachWhenInTheMeshThenTunnelsOnTheDeclaredPathsAndProbesBesides() {
        String tunnel = String.valueOf(MeshPolicies.TUNNEL);
        List<Pod> ours =
                pods.values().stream().filter(NetworkReachTests::isOurs).toList();
        ours.forEach(pod -> pods.put(
                pod.name(),
                new Pod(
                        pod.name(),
                        pod.namespace(),
                        pod.labels(),
                        pod.address(),
                        Stream.concat(pod.ports().stream(), Stream.of(tunnel)).toList())));
        at("kubelet", MeshPolicies.KUBELET, List.of("10250"));
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            pods.values().forEach(network::add);
            List<Path> policies = new ArrayList<>(POLICIES);
            new MeshPolicies(declared).files().keySet().forEach(file -> policies.add(REPO.resolve(file)));
            filter(network, policies);

            Set<String> expected = expected();
            Set<String> tunnels = new TreeSet<>();
            for (Workload to : declared.workloads().values()) {
                expected.stream()
                        .filter(path -> path.endsWith(" > " + to.name() + ":" + to.port()))
                        .forEach(path -> tunnels.add(path.replace(":" + to.port(), ":" + tunnel)));
            }
            expected.addAll(tunnels);
            pods.values().stream()
                    .filter(NetworkReachTests::isOurs)
                    .forEach(to -> to.ports().forEach(port -> expected.add("kubelet > " + to.name() + ":" + port)));
            assertThat(reach(network)).isEqualTo(expected);
        }
    }

    private void filter(NetworkNamespaces network, List<Path> policies) {
        Nftables rules = new Nftables(Nftables.policies(policies), pods.values());
        pods.values().stream()
                .filter(pod -> !pod.namespace().isEmpty())
                .forEach(pod -> network.filter(pod.name(), rules.rulesFor(pod)));
    }

    /** Every pod to every port of every other. */
    private Set<String> reach(NetworkNamespaces network) {
        Set<String> reached = new TreeSet<>();
        for (Pod from : pods.values()) {
            Map<String, String> targets = new LinkedHashMap<>();
            pods.values().stream()
                    .filter(to -> !to.equals(from))
                    .forEach(to ->
                            to.ports().forEach(port -> targets.put(to.address() + ":" + port, to.name() + ":" + port)));
            network.ask(from.name(), new ArrayList<>(targets.keySet()))
                    .forEach(target -> reached.add(from.name() + " > " + targets.get(target)));
        }
        return reached;
    }

    /** From the call matrix, and not from the policies. */
    private Set<String> expected() {
        Set<String> expected = new TreeSet<>();
        for (NetworkPath path : declared.paths()) {
            Workload to = declared.workload(path.to());
            if (path.from().equals(Paths.OUTSIDE)) {
                pods.values().stream()
                        .filter(pod -> !isOurs(pod))
                        .map(Pod::name)
                        .forEach(from -> expected.add(from + " > " + to.name() + ":" + to.port()));
            } else {
                expected.add(path.from() + " > " + to.name() + ":" + to.port());
            }
        }
        for (Pod from : pods.values()) {
            for (Pod to : pods.values()) {
                // DNS is everybody's, and who is not ours restricts nobody and nothing.
                if (!from.equals(to) && (to.name().equals("kube-dns") || !(isOurs(from) || isOurs(to)))) {
                    to.ports().forEach(port -> expected.add(from.name() + " > " + to.name() + ":" + port));
                }
            }
        }
        expected.add("vault > kubernetes:6443");
        return expected;
    }

    private static boolean isOurs(Pod pod) {
        return pod.namespace().startsWith("palisade") || pod.namespace().equals("payment-provider");
    }

    private void pod(String name, String namespace, String label, List<String> ports) {
        pods.put(name, new Pod(name, namespace, Map.of(label, name), "10.7.0." + (pods.size() + 1), ports));
    }

    private void at(String name, String address, List<String> ports) {
        pods.put(name, new Pod(name, "", Map.of(), address, ports));
    }
}
