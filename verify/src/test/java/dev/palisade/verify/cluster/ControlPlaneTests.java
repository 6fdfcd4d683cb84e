package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes every overlay as it stands, admits the pods that come of it, and no others. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.ControlPlane#isAvailable",
        disabledReason = "no control plane can be run here")
class ControlPlaneTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAYS = REPO.resolve("k8s/overlays");

    /** What an overlay may have that Kubernetes itself does not know, since something else in the cluster does. */
    private static final Set<String> FOREIGN =
            Set.of("gateway.networking.k8s.io/v1 Gateway", "gateway.networking.k8s.io/v1 TLSRoute");

    /** The overlay whose images have no digest, since they are built beside it. */
    private static final String BUILT_HERE = "kind";

    private static final Pattern TAGGED = Pattern.compile("(?m)^( *(?:- )?image: [^@\\s]+)$");

    @ParameterizedTest
    @MethodSource("overlays")
    void applyWhenAnOverlayThenItsPodsAreAdmittedAndNoOthers(String overlay) {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            Set<String> known = kinds(kubectl);
            String rendered = kubectl.render(OVERLAYS.resolve(overlay));
            List<Manifest> written = Manifest.of(rendered);
            List<Manifest> all = overlay.equals(BUILT_HERE) ? written : Manifest.of(released(rendered));
            assertThat(all)
                    .map(each -> each.apiVersion() + " " + each.kind())
                    .filteredOn(kind -> !known.contains(kind))
                    .isSubsetOf(FOREIGN);
            List<Manifest> objects = only(all, each -> known.contains(each.apiVersion() + " " + each.kind()));
            List<Manifest> namespaces = only(objects, each -> each.kind().equals("Namespace"));

            kubectl.apply(namespaces).orThrow();
            Policies.enforce(kubectl, only(objects, ControlPlaneTests::isOfPolicies));
            kubectl.apply(only(objects, each -> !namespaces.contains(each) && !isOfPolicies(each)))
                    .orThrow();

            List<Manifest> pods = pods(objects);
            assertThat(pods).isNotEmpty();
            assertThat(kubectl.apply(pods, "--dry-run=server").errors()).isEmpty();
            if (!written.equals(all)) { // before a release
                assertThat(kubectl.apply(pods(written), "--dry-run=server").errors())
                        .contains("ValidatingAdmissionPolicy 'palisade-images'");
            }
            for (Manifest pod : pods) {
                Manifest open = pod.with("spec", Map.of("hostPID", true));
                assertThat(kubectl.apply(List.of(open), "--dry-run=server").errors())
                        .contains("violates PodSecurity \"restricted:");
            }
            Manifest secret =
                    Manifest.read(Case.FOLDER.resolve("good/secret.yaml")).getFirst();
            for (Manifest namespace : namespaces) {
                assertThat(kubectl.apply(List.of(secret.inNamespace(namespace.name())), "--dry-run=server")
                                .errors())
                        .contains("ValidatingAdmissionPolicy 'palisade-secret-objects'");
            }
        }
    }

    static Stream<String> overlays() throws IOException {
        assertThat(OVERLAYS).isNotEmptyDirectory();
        try (Stream<Path> folders = Files.list(OVERLAYS)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static List<Manifest> pods(List<Manifest> objects) {
        return objects.stream().flatMap(each -> each.pod().stream()).toList();
    }

    /** As a release leaves it, which writes the digests. */
    private static String released(String rendered) {
        return TAGGED.matcher(rendered).replaceAll("$1@sha256:" + "0".repeat(64));
    }

    /** What this server knows; the last columns are the version, whether it is in a namespace, and the kind. */
    private static Set<String> kinds(Kubectl kubectl) {
        return kubectl.run("", "api-resources", "--no-headers")
                .orThrow()
                .output()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .map(columns -> columns[columns.length - 3] + " " + columns[columns.length - 1])
                .collect(Collectors.toSet());
    }

    /** A policy, where it applies, or what it is given. */
    private static boolean isOfPolicies(Manifest object) {
        return object.kind().startsWith("ValidatingAdmissionPolicy")
                || (object.kind().equals("ConfigMap") && object.name().equals("admission"));
    }

    private static List<Manifest> only(List<Manifest> objects, Predicate<Manifest> which) {
        return objects.stream().filter(which).toList();
    }
}
