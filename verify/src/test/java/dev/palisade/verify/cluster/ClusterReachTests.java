package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Json;
import dev.palisade.local.YamlTree;
import dev.palisade.verify.network.Paths;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The pods that try who reaches whom: what they are told to try, and that a cluster with all policies lets them. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
class ClusterReachTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

    @Test
    void probesWhenMadeThenAdmittedAndTakenForTheirWorkloadAndNeverSentTo() {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            List<Manifest> objects = Manifest.of(kubectl.render(REPO.resolve("k8s/overlays/kind")));
            Policies.enforce(kubectl, objects);
            kubectl.apply(objects).orThrow();
            List<Manifest> pods =
                    objects.stream().flatMap(each -> each.pod().stream()).toList();
            kubectl.apply(pods).orThrow();
            for (Manifest pod : pods) {
                String address = "10.7.0." + (1 + pods.indexOf(pod));
                kubectl.run(
                                "",
                                "patch",
                                "pod",
                                pod.name(),
                                "--namespace=" + pod.namespace(),
                                "--subresource=status",
                                "--type=merge",
                                "--patch="
                                        + Json.write(Map.of(
                                                "status",
                                                Map.of("podIP", address, "podIPs", List.of(Map.of("ip", address))))))
                        .orThrow();
            }

            ClusterReach reach = new ClusterReach(kubectl.program());
            List<Manifest> probes = reach.probes().stream().map(Manifest::new).toList();

            assertThat(probes).hasSameSizeAs(pods);
            assertThat(kubectl.apply(probes, "--dry-run=server").errors()).isEmpty();
            for (Manifest probe : probes) {
                Manifest pod = pods.stream()
                        .filter(each -> probe.name().equals("palisade-reach-" + each.name()))
                        .findFirst()
                        .orElseThrow();
                assertThat(probe.namespace()).isEqualTo(pod.namespace());
                assertThat(probe.spec().get("serviceAccountName"))
                        .isEqualTo(pod.spec().get("serviceAccountName"));
                assertThat(YamlTree.below(probe.metadata(), "labels").get("app.kubernetes.io/name"))
                        .isEqualTo(YamlTree.below(pod.metadata(), "labels").get("app.kubernetes.io/name"));
                assertThat(probe.spec().get("readinessGates")).asString().contains("palisade.dev/asked");
                assertThat(probe.spec().get("containers")).asString().contains("169.254.169.254:80", ":9000", ":5432");
            }
            Set<String> declared = reach.declared(Paths.of(REPO));
            assertThat(declared)
                    .contains("gateway > cart-service:9102", "vault > postgres:5432", "vault > kubernetes")
                    .noneMatch(path -> path.startsWith("outside"))
                    .doesNotContain("cart-service > gateway:8443", "gateway > postgres:9000");
        }
    }
}
