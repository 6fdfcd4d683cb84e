package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import dev.palisade.local.process.KubectlProgram;
import dev.palisade.verify.network.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who reaches whom in a cluster. For each workload a pod is made for some seconds that has its labels and its ServiceAccount,
 * so that network policies and a mesh take it for one of the workload's own, and that never becomes ready, so that nobody is
 * sent to it. It tries to open a connection to each port of each pod, to the Kubernetes API and to the cloud's metadata.
 */
final class ClusterReach {

    private static final String NAME = "app.kubernetes.io/name";
    private static final String OURS = "app.kubernetes.io/part-of=palisade";
    private static final String METADATA = "169.254.169.254:80";
    private static final String KUBERNETES = "kubernetes";
    private static final String PROBE = "palisade-reach";

    private final KubectlProgram kubectl;
    private final Map<String, String> targets = new LinkedHashMap<>();
    private final Map<String, String> namespaces = new TreeMap<>();
    private final Map<String, String> accounts = new TreeMap<>();
    private String image = "";

    ClusterReach(KubectlProgram kubectl) {
        this.kubectl = kubectl;
        for (Map<?, ?> pod : kubectl.items("get", "pods", "--all-namespaces", "--selector=" + OURS)) {
            Object name =
                    YamlTree.below(YamlTree.below(pod, "metadata"), "labels").get(NAME);
            Object address = YamlTree.below(pod, "status").get("podIP");
            if (name != null && address != null) {
                String workload = name.toString();
                namespaces.put(workload, text(YamlTree.below(pod, "metadata"), "namespace"));
                accounts.put(workload, text(YamlTree.below(pod, "spec"), "serviceAccountName"));
                containers(pod).forEach(container -> look(container, workload, address.toString()));
            }
        }
        for (Map<?, ?> slice : kubectl.items(
                "get",
                "endpointslices",
                "--namespace=default",
                "--selector=kubernetes.io/service-name=" + KUBERNETES)) {
            list(slice, "endpoints")
                    .forEach(endpoint -> list(endpoint, "addresses")
                            .forEach(address -> list(slice, "ports")
                                    .forEach(port ->
                                            targets.put(address + ":" + ((Map<?, ?>) port).get("port"), KUBERNETES))));
        }
        targets.put(METADATA, "metadata");
    }

    private void look(Map<?, ?> container, String workload, String address) {
        list(container, "ports")
                .forEach(port -> targets.put(
                        address + ":" + ((Map<?, ?>) port).get("containerPort"),
                        workload + ":" + ((Map<?, ?>) port).get("containerPort")));
        String runs = text(container, "image");
        if (runs.matches("(.*/)?palisade/local[:@].*")) {
            image = runs;
        }
    }

    /** How many ports there are to be reached. */
    int ports() {
        return targets.size();
    }

    /** The paths that there are, as {@code from > to:port}. */
    Set<String> reached() {
        String documents = probes().stream().map(Json::write).reduce("", (all, pod) -> all + "\n---\n" + pod);
        try {
            kubectl.run(documents, "create", "--filename=-").orThrow();
            Set<String> reached = new TreeSet<>();
            namespaces.forEach((workload, namespace) -> {
                String pod = "pod/" + PROBE + "-" + workload;
                kubectl.run(
                                "",
                                "wait",
                                pod,
                                "--namespace=" + namespace,
                                "--for=jsonpath={.status.phase}=Succeeded",
                                "--timeout=180s")
                        .orThrow();
                kubectl.run("", "logs", pod, "--namespace=" + namespace)
                        .orThrow()
                        .output()
                        .lines()
                        .map(targets::get)
                        .forEach(target -> reached.add(workload + " > " + target));
            });
            return reached;
        } finally {
            kubectl.run(documents, "delete", "--ignore-not-found", "--wait=false", "--filename=-");
        }
    }

    /** A pod beside each workload. */
    List<Map<String, Object>> probes() {
        if (image.isEmpty()) {
            throw new PlatformException("No pod of this cluster has the image palisade/local, which the attack needs.");
        }
        return namespaces.keySet().stream().map(this::probe).toList();
    }

    /** The paths that are declared between those who are there. */
    Set<String> declared(Paths paths) {
        Set<String> declared = new TreeSet<>();
        paths.paths().stream()
                .filter(path -> namespaces.containsKey(path.from()) && namespaces.containsKey(path.to()))
                .forEach(path -> declared.add(path.from() + " > " + path.to() + ":"
                        + paths.workload(path.to()).port()));
        if (namespaces.containsKey("vault")) {
            declared.add("vault > " + KUBERNETES); // it asks whether a token is real
        }
        return declared;
    }

    private Map<String, Object> probe(String workload) {
        List<String> command = new ArrayList<>(List.of(
                "/opt/jre/bin/java",
                "-Xmx32m",
                "-XX:-UsePerfData",
                "-cp",
                "/app/palisade-local.jar:/app/lib/*",
                "dev.palisade.local.network.Reach"));
        command.addAll(targets.keySet());
        Map<String, Object> container = Map.of(
                "name",
                "reach",
                "image",
                image,
                "command",
                command,
                "securityContext",
                Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL"))),
                "resources",
                Map.of(
                        "requests", Map.of("cpu", "10m", "memory", "64Mi"),
                        "limits", Map.of("memory", "192Mi")));
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                Map.of(
                        "name",
                        PROBE + "-" + workload,
                        "namespace",
                        namespaces.getOrDefault(workload, ""),
                        "labels",
                        Map.of(NAME, workload)),
                "spec",
                Map.of(
                        "serviceAccountName",
                        accounts.getOrDefault(workload, ""),
                        "automountServiceAccountToken",
                        false,
                        "enableServiceLinks",
                        false,
                        "restartPolicy",
                        "Never",
                        "readinessGates", // nobody ever says that it is ready
                        List.of(Map.of("conditionType", "palisade.dev/asked")),
                        "securityContext",
                        Map.of(
                                "runAsNonRoot",
                                true,
                                "runAsUser",
                                65532,
                                "runAsGroup",
                                65532,
                                "seccompProfile",
                                Map.of("type", "RuntimeDefault")),
                        "containers",
                        List.of(container)));
    }

    private static Stream<Map<?, ?>> containers(Map<?, ?> pod) {
        Map<?, ?> spec = YamlTree.below(pod, "spec");
        return Stream.concat(list(spec, "containers").stream(), list(spec, "initContainers").stream())
                .map(container -> (Map<?, ?>) container);
    }

    private static List<?> list(Object map, String key) {
        return map instanceof Map<?, ?> it && it.get(key) instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }
}
