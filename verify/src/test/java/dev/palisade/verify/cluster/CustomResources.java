package dev.palisade.verify.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kinds of objects that others define: published with pinned Go modules, and copied nowhere. */
final class CustomResources {

    private static final String PINNED = "tools/crds";

    /** In which folder of each module they are. */
    private static final Map<GoModule, String> FOLDERS = Map.of(
            new GoModule(PINNED, "sigs.k8s.io/gateway-api"),
            "config/crd/standard",
            new GoModule(PINNED, "istio.io/api"),
            "kubernetes",
            new GoModule(PINNED, "github.com/cloudnative-pg/cloudnative-pg"),
            "config/crd/bases",
            new GoModule(PINNED, "github.com/kyverno/kyverno"),
            "config/crds/kyverno",
            Rollouts.MODULE,
            "manifests/crds");

    private CustomResources() {}

    /** Whether there is a control plane, and a Go that fetches the definitions. */
    static boolean areAvailable() {
        return ControlPlane.isAvailable() && GoModule.isAvailable();
    }

    /** Applies all of them, and returns when the API server knows their fields. */
    static void define(Kubectl kubectl, Path repo) {
        List<Manifest> definitions = FOLDERS.entrySet().stream()
                .flatMap(module -> definitions(module.getKey().directory(repo).resolve(module.getValue())))
                .toList();
        kubectl.apply(definitions).orThrow();
        // Again when it fails: kubectl does not wait for what has no conditions yet.
        await().atMost(60, SECONDS)
                .until(() -> kubectl.run("", "wait", "crd", "--all", "--for=condition=Established", "--timeout=30s")
                        .done());
    }

    private static Stream<Manifest> definitions(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Manifest> definitions = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> Manifest.read(file).stream())
                    .filter(each -> each.kind().equals("CustomResourceDefinition"))
                    .toList();
            if (definitions.isEmpty()) {
                throw new PlatformException("No CustomResourceDefinition is in " + folder + ".");
            }
            return definitions.stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder + ".", e);
        }
    }
}
