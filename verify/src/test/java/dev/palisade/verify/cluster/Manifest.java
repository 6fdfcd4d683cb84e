package dev.palisade.verify.cluster;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object of Kubernetes as it is written.
 *
 * @param tree all of it
 */
record Manifest(Map<String, Object> tree) {

    private static final List<String> LASTING = List.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");

    /** Those of a text, one in each of its YAML documents. */
    static List<Manifest> of(String text) {
        return YamlTree.maps(text).stream().map(Manifest::new).toList();
    }

    /** Those of a file. */
    static List<Manifest> read(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    /** Some of them. */
    static List<Manifest> only(List<Manifest> objects, Predicate<Manifest> which) {
        return objects.stream().filter(which).toList();
    }

    /** Those of a kind. */
    static List<Manifest> ofKind(List<Manifest> objects, String kind) {
        return only(objects, each -> each.kind().equals(kind));
    }

    String kind() {
        return String.valueOf(tree.get("kind"));
    }

    String apiVersion() {
        return String.valueOf(tree.get("apiVersion"));
    }

    String name() {
        return String.valueOf(metadata().get("name"));
    }

    /** The namespace that it is in; nothing for what is in none. */
    String namespace() {
        return metadata().get("namespace") instanceof String namespace ? namespace : "";
    }

    Map<?, ?> metadata() {
        return YamlTree.below(tree, "metadata");
    }

    Map<?, ?> spec() {
        return YamlTree.below(tree, "spec");
    }

    Manifest inNamespace(String namespace) {
        return with("metadata", Map.of("namespace", namespace));
    }

    /** The pod that a workload of this kind makes; nothing when it makes none. */
    Optional<Manifest> pod() {
        Map<?, ?> maker =
                kind().equals("CronJob") ? YamlTree.below(YamlTree.below(spec(), "jobTemplate"), "spec") : spec();
        Map<?, ?> template = YamlTree.below(maker, "template");
        if (template.isEmpty()) {
            return Optional.empty();
        }
        Manifest pod = new Manifest(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                YamlTree.below(template, "metadata"),
                "spec",
                YamlTree.below(template, "spec")));
        Map<String, ?> own =
                Map.of("name", name(), "namespace", String.valueOf(metadata().get("namespace")));
        List<Object> volumes = new ArrayList<>(list(pod.spec().get("volumes")));
        for (Object claim : list(maker.get("volumeClaimTemplates"))) {
            String name = new Manifest(Map.of("metadata", YamlTree.below((Map<?, ?>) claim, "metadata"))).name();
            volumes.add(Map.of("name", name, "persistentVolumeClaim", Map.of("claimName", name)));
        }
        return Optional.of(pod.with("metadata", own).with("spec", Map.of("volumes", volumes)));
    }

    /** This pod, and a workload of each kind that makes such pods. */
    List<Manifest> makers() {
        Map<?, ?> labels = YamlTree.below(metadata(), "labels");
        Map<String, Object> template = Map.of("metadata", Map.of("labels", labels), "spec", spec());
        Map<?, ?> once = with("spec", Map.of("restartPolicy", "Never")).spec();
        Map<String, Object> job = Map.of("template", Map.of("spec", once));
        return Stream.concat(
                        Stream.of(
                                this,
                                maker("v1", "PodTemplate", "template", template),
                                maker(
                                        "v1",
                                        "ReplicationController",
                                        "spec",
                                        Map.of("selector", labels, "template", template)),
                                maker("batch/v1", "Job", "spec", job),
                                maker(
                                        "batch/v1",
                                        "CronJob",
                                        "spec",
                                        Map.of("schedule", "0 3 * * *", "jobTemplate", Map.of("spec", job)))),
                        LASTING.stream()
                                .map(kind -> maker(
                                        "apps/v1",
                                        kind,
                                        "spec",
                                        Map.of("selector", Map.of("matchLabels", labels), "template", template))))
                .toList();
    }

    private Manifest maker(String version, String kind, String key, Object value) {
        return new Manifest(Map.of("apiVersion", version, "kind", kind, "metadata", metadata(), key, value));
    }

    /** The same with more, or something else, in one of its maps. */
    Manifest with(String key, Map<String, ?> more) {
        Map<Object, Object> below = new HashMap<>(YamlTree.below(tree, key));
        below.putAll(more);
        Map<String, Object> changed = new HashMap<>(tree);
        changed.put(key, below);
        return new Manifest(changed);
    }

    private static Collection<?> list(@Nullable Object value) {
        return value instanceof Collection<?> items ? items : List.of();
    }
}
