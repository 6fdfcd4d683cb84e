package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes every overlay as it stands, admits the pods that come of it, and no others. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.CustomResources#areAvailable",
        disabledReason = "no control plane can be run here with the custom resources, which are fetched by Go")
class ControlPlaneTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path OVERLAYS = REPO.resolve("k8s/overlays");

    /** Overlays with the components that no overlay of ours has. */
    private static final Path OTHERS = REPO.resolve("verify/src/test/resources/cluster");

    /** The overlay whose images have no digest, since they are built beside it. */
    private static final String BUILT_HERE = "kind";

    private static final Pattern TAGGED = Pattern.compile("(?m)^( *(?:- )?image: [^@\\s]+)$");

    @ParameterizedTest
    @MethodSource("overlays")
    void applyWhenAnOverlayThenItsPodsAreAdmittedAndNoOthers(Path overlay) {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            CustomResources.define(kubectl, REPO);
            String rendered = kubectl.render(overlay);
            List<Manifest> written = Manifest.of(rendered);
            List<Manifest> objects = overlay.endsWith(BUILT_HERE) ? written : Manifest.of(released(rendered));
            List<Manifest> namespaces = Manifest.ofKind(objects, "Namespace");

            Policies.enforce(kubectl, objects);
            kubectl.apply(Manifest.only(objects, each -> !namespaces.contains(each) && !Policies.isOne(each)))
                    .orThrow();

            List<Manifest> pods = pods(objects);
            assertThat(pods).isNotEmpty();
            assertThat(kubectl.apply(pods, "--dry-run=server").errors()).isEmpty();
            if (!written.equals(objects)) { // before a release
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

    @Test
    void overlaysWhenReadThenEachComponentIsInOne() throws IOException {
        Set<Path> used = new TreeSet<>();
        for (Path overlay : overlays().toList()) {
            List<?> components = (List<?>) Objects.requireNonNull(
                    YamlTree.map(overlay.resolve("kustomization.yaml")).get("components"));
            components.forEach(component ->
                    used.add(overlay.resolve(String.valueOf(component)).normalize()));
        }

        try (Stream<Path> files = Files.walk(REPO.resolve("k8s/components"))) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml")).map(Path::getParent))
                    .isNotEmpty()
                    .isSubsetOf(used);
        }
    }

    @Test
    void applyWhenAFieldOfACustomResourceIsMisspeltThenRefused() throws IOException {
        try (ControlPlane controlPlane = ControlPlane.start(REPO)) {
            Kubectl kubectl = controlPlane.kubectl();
            CustomResources.define(kubectl, REPO);
            List<Manifest> all = overlays()
                    .flatMap(overlay -> Manifest.of(kubectl.render(overlay)).stream())
                    .toList();
            kubectl.apply(Manifest.ofKind(all, "Namespace")).orThrow();
            List<Manifest> custom = Manifest.only(all, each -> !isOfKubernetes(each));
            assertThat(custom)
                    .extracting(Manifest::kind)
                    .contains(
                            "TLSRoute",
                            "Gateway",
                            "ClusterPolicy",
                            "AuthorizationPolicy",
                            "PeerAuthentication",
                            "Cluster");

            for (Manifest object : custom) {
                Manifest misspelt = object.with("spec", Map.of("hostnmes", List.of("shop.example")));

                assertThat(kubectl.apply(List.of(object), "--dry-run=server").done())
                        .isTrue();
                assertThat(kubectl.apply(List.of(misspelt), "--dry-run=server").errors())
                        .contains("hostnmes");
            }
        }
    }

    static Stream<Path> overlays() throws IOException {
        return Stream.concat(in(OVERLAYS), in(OTHERS));
    }

    private static Stream<Path> in(Path folder) throws IOException {
        assertThat(folder).isNotEmptyDirectory();
        try (Stream<Path> overlays = Files.list(folder)) {
            return overlays.sorted().toList().stream();
        }
    }

    private static List<Manifest> pods(List<Manifest> objects) {
        return objects.stream().flatMap(each -> each.pod().stream()).toList();
    }

    /** As a release leaves it, which writes the digests. */
    private static String released(String rendered) {
        return TAGGED.matcher(rendered).replaceAll("$1@sha256:" + "0".repeat(64));
    }

    /** Not of a kind that others define: their groups have a domain of their own. */
    private static boolean isOfKubernetes(Manifest object) {
        String group = object.apiVersion().contains("/") ? object.apiVersion().split("/", -1)[0] : "";
        return !group.contains(".") || (group.endsWith(".k8s.io") && !group.equals("gateway.networking.k8s.io"));
    }
}
