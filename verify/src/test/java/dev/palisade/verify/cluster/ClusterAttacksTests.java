package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.verify.kit.Verdict;
import dev.palisade.verify.kit.Verdict.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The attacks on a cluster find nothing in a sound one, and each weakening of a weak one. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
class ClusterAttacksTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAY = REPO.resolve("k8s/overlays/kind");

    @Test
    void attackWhenSoundThenHeldAndWhenWeakenedThenEachIsFound() {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            List<Manifest> objects = Manifest.of(kubectl.render(OVERLAY));
            Policies.enforce(kubectl, objects);
            kubectl.apply(objects).orThrow();

            List<Verdict> sound = ClusterAttacks.attack(kubectl.program(), OVERLAY, Optional.empty());
            assertThat(sound)
                    .filteredOn(verdict -> verdict.result() != Result.HELD)
                    .extracting(Verdict::attack)
                    .containsExactly("every pod to every other");
            assertThat(sound).hasSizeGreaterThan(20);

            kubectl.run(
                            "",
                            "label",
                            "namespace",
                            "palisade",
                            "pod-security.kubernetes.io/enforce=privileged",
                            "--overwrite")
                    .orThrow();
            kubectl.run("", "delete", "validatingadmissionpolicybinding", "--all")
                    .orThrow();
            // Until the API server has noticed that its policies are gone.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> kubectl.run("", "create", "secret", "generic", "password", "-n", "palisade-data")
                            .done());
            kubectl.run("", "delete", "networkpolicy", "closed", "-n", "palisade-vault")
                    .orThrow();
            kubectl.apply(List.of(new Manifest(Map.of(
                            "apiVersion", "rbac.authorization.k8s.io/v1",
                            "kind", "ClusterRoleBinding",
                            "metadata", Map.of("name", "too-much"),
                            "roleRef",
                                    Map.of(
                                            "apiGroup", "rbac.authorization.k8s.io",
                                            "kind", "ClusterRole",
                                            "name", "cluster-admin"),
                            "subjects",
                                    List.of(Map.of(
                                            "kind", "ServiceAccount", "name", "gateway", "namespace", "palisade"))))))
                    .orThrow();

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ClusterAttacks.attack(kubectl.program(), OVERLAY, Optional.empty()))
                            .filteredOn(verdict -> verdict.result() == Result.OPEN)
                            .extracting(Verdict::attack)
                            .contains(
                                    "a pod that runs as root",
                                    "a pod without a seccomp profile",
                                    "a pod with a folder of the node",
                                    "a pod with a token for the Kubernetes API",
                                    "a root file system that can be written",
                                    "a container without a limit of its memory",
                                    "an image by the tag latest",
                                    "an image of somebody else",
                                    "rights of palisade/gateway at the Kubernetes API",
                                    "Secrets in palisade-data",
                                    "what no policy opens in palisade-vault",
                                    "a change by hand")
                            .doesNotContain(
                                    "Secrets in palisade", "rights of palisade/cart-service at the Kubernetes API"));
        }
    }
}
