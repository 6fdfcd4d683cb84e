package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.local.PlatformException;
import dev.palisade.local.drift.ClusterDrift;
import dev.palisade.local.drift.Drift.Difference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A cluster is what its overlay says, and whatever is changed there by hand is named. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
class ClusterDriftTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAY = REPO.resolve("k8s/overlays/kind");

    @Test
    void driftWhenSomethingIsChangedByHandThenIsNamedUntilItIsSetRight() {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            List<Manifest> objects = Manifest.of(kubectl.render(OVERLAY));
            Policies.enforce(kubectl, objects);
            kubectl.apply(objects).orThrow();
            ClusterDrift cluster = new ClusterDrift(kubectl.program());
            assertThat(cluster.drift(OVERLAY).differences()).isEmpty();
            assertThat(cluster.drift(OVERLAY).compared()).isEqualTo(objects.size());

            String patch = "{\"data\":{\"PALISADE_ISSUER\":\"https://evil.example\"}}";
            kubectl.run("", "patch", "configmap", "installation", "-n", "palisade", "--type=merge", "--patch=" + patch)
                    .orThrow();
            kubectl.run("", "delete", "networkpolicy", "closed", "-n", "palisade-data")
                    .orThrow();

            assertThat(cluster.drift(OVERLAY).differences())
                    .containsExactlyInAnyOrder(
                            new Difference(
                                    "cluster",
                                    "ConfigMap palisade installation",
                                    "PALISADE_ISSUER: https://localhost:9443",
                                    "PALISADE_ISSUER: https://evil.example"),
                            new Difference("cluster", "NetworkPolicy palisade-data closed", "there", "not there"));

            kubectl.apply(objects, "--force-conflicts").orThrow();
            assertThat(cluster.drift(OVERLAY).differences()).isEmpty();
        }
    }

    @Test
    void driftWhenNoClusterAnswersThenSaysSo() {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            ClusterDrift cluster = new ClusterDrift(kubectl.program());
            controlPlane.close();
            assertThatExceptionOfType(PlatformException.class)
                    .isThrownBy(() -> cluster.drift(OVERLAY))
                    .withMessageStartingWith("kubectl: ");
        }
    }
}
