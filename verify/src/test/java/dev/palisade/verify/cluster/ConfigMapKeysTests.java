package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.YamlTree;
import dev.palisade.local.files.PrivateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a pod wants of a ConfigMap is in it. A cluster takes the one without the other, and the pod waits until somebody looks
 * at its events.
 */
@EnabledIf(
        value = "dev.palisade.verify.cluster.Kubectl#isAvailable",
        disabledReason = "no control plane can be run here, nor its kubectl")
class ConfigMapKeysTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @MethodSource("dev.palisade.verify.cluster.ControlPlaneTests#overlays")
    void podWhenRenderedThenWhatItWantsOfConfigMapsIsThere(Path overlay) {
        List<Manifest> objects = Manifest.of(kubectl().render(overlay));
        assertThat(objects).anySatisfy(each -> assertThat(wanted(each)).isNotEmpty());
        assertThat(missing(objects)).isEmpty();
    }

    @Test
    void podWhenAKeyOrAConfigMapIsMissingThenNamed() {
        List<Manifest> objects = Manifest.of(kubectl().render(REPO.resolve("k8s/overlays/kind")));
        assertThat(missing(objects.stream()
                        .map(each -> each.name().startsWith("postgres-config")
                                ? new Manifest(Map.of(
                                        "apiVersion",
                                        "v1",
                                        "kind",
                                        "ConfigMap",
                                        "metadata",
                                        each.metadata(),
                                        "data",
                                        Map.of("pg_hba.conf", "")))
                                : each)
                        .toList()))
                .hasSize(2)
                .allSatisfy(
                        missing -> assertThat(missing)
                                .matches(
                                        "palisade-data/postgres wants (serve.sh|passwd) of postgres-config-\\w+, which has none"));
        assertThat(missing(objects.stream()
                        .filter(each -> !each.name().startsWith("cart-service-config"))
                        .toList()))
                .singleElement()
                .asString()
                .matches("palisade/cart-service wants cart-service-config-\\w+, which is not there");
    }

    private static Kubectl kubectl() {
        return new Kubectl(REPO, PrivateFiles.directory(folder));
    }

    private static List<String> missing(List<Manifest> objects) {
        List<String> missing = new ArrayList<>();
        for (Manifest object : objects) {
            for (Wanted wanted : wanted(object)) {
                String who = object.namespace() + "/" + object.name() + " wants ";
                List<Manifest> found = objects.stream()
                        .filter(each -> each.kind().equals("ConfigMap")
                                && each.namespace().equals(object.namespace())
                                && each.name().equals(wanted.name()))
                        .toList();
                if (found.isEmpty()) {
                    missing.add(who + wanted.name() + ", which is not there");
                } else if (!wanted.key().isEmpty()
                        && !wanted.name().equals("trust") // Vault's pod fills it in
                        && !YamlTree.below(found.getFirst().tree(), "data").containsKey(wanted.key())) {
                    missing.add(who + wanted.key() + " of " + wanted.name() + ", which has none");
                }
            }
        }
        return missing;
    }

    /** What the pod of a workload wants: whole ConfigMaps, and keys of them. */
    private static List<Wanted> wanted(Manifest workload) {
        List<Wanted> wanted = new ArrayList<>();
        Map<?, ?> pod = workload.pod().map(Manifest::spec).orElse(Map.of());
        for (Map<?, ?> volume : maps(pod.get("volumes"))) {
            Map<?, ?> source = YamlTree.below(volume, "configMap");
            if (source.get("name") instanceof String name) {
                wanted.add(new Wanted(name, ""));
                maps(source.get("items")).forEach(item -> wanted.add(new Wanted(name, text(item.get("key")))));
                containers(pod)
                        .flatMap(container -> maps(container.get("volumeMounts")).stream())
                        .filter(mount -> Objects.equals(mount.get("name"), volume.get("name")))
                        .filter(mount -> mount.containsKey("subPath"))
                        .forEach(mount -> wanted.add(new Wanted(name, text(mount.get("subPath")))));
            }
        }
        containers(pod).forEach(container -> {
            maps(container.get("envFrom")).stream()
                    .map(each -> YamlTree.below(each, "configMapRef"))
                    .filter(reference -> !reference.isEmpty())
                    .forEach(reference -> wanted.add(new Wanted(text(reference.get("name")), "")));
            maps(container.get("env")).stream()
                    .map(each -> YamlTree.below(YamlTree.below(each, "valueFrom"), "configMapKeyRef"))
                    .filter(reference -> !reference.isEmpty())
                    .forEach(reference ->
                            wanted.add(new Wanted(text(reference.get("name")), text(reference.get("key")))));
        });
        return wanted;
    }

    private static Stream<Map<?, ?>> containers(Map<?, ?> pod) {
        return Stream.concat(maps(pod.get("containers")).stream(), maps(pod.get("initContainers")).stream());
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof Collection<?> items) {
            items.forEach(item -> maps.add((Map<?, ?>) item));
        }
        return maps;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    /**
     * A wish.
     *
     * @param name of which ConfigMap
     * @param key which key of it; empty for all that is there
     */
    private record Wanted(String name, String key) {}
}
