package dev.palisade.verify.network;

import dev.palisade.verify.network.Paths.NetworkPath;
import dev.palisade.verify.network.Paths.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what a mesh of Istio in ambient mode has to be told: nothing is allowed, then each path by the identity of who
 * comes and the port; and the network policies for the tunnels in which all of it travels. The files are committed; a test
 * says when they are not what the call matrix asks for.
 */
final class MeshPolicies {

    /** Where a tunnel ends: HBONE, which hides the port that is meant from network policies. */
    static final int TUNNEL = 15008;

    /** Where the kubelet's probes come from once a pod is in the mesh. */
    static final String KUBELET = "169.254.7.127";

    private static final String IN_THE_MESH = "-in-the-mesh";
    private static final String FOLDER = "k8s/components/mesh";
    private static final Map<String, List<String>> FILES = new LinkedHashMap<>();

    static {
        FILES.put(FOLDER + "/policies.yaml", List.of("palisade", "palisade-data", "palisade-vault"));
        FILES.put(FOLDER + "/observability/policies.yaml", List.of("palisade-observability"));
        FILES.put(FOLDER + "/payment-sandbox/policies.yaml", List.of("payment-provider"));
    }

    private final Paths paths;

    MeshPolicies(Paths paths) {
        this.paths = paths;
    }

    /** The text of each file, by its path in the repository. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        FILES.forEach((file, namespaces) -> {
            StringBuilder text = new StringBuilder(NetworkPolicies.HEADER);
            namespaces.forEach(namespace -> text.append(closed(namespace)));
            paths.paths().stream()
                    .filter(path -> file.equals(fileOf(path)))
                    .forEach(path -> text.append(
                            path.from().equals(Paths.OUTSIDE)
                                    ? door(paths.workload(path.to()))
                                    : opened(paths.workload(path.from()), paths.workload(path.to()))));
            files.put(file, text.toString());
        });
        return files;
    }

    /** With that end of the path which is not in every installation. */
    private String fileOf(NetworkPath path) {
        List<String> ends = path.from().equals(Paths.OUTSIDE)
                ? List.of(paths.workload(path.to()).namespace())
                : List.of(
                        paths.workload(path.from()).namespace(),
                        paths.workload(path.to()).namespace());
        return FILES.entrySet().stream()
                .filter(file -> file.getValue().stream().anyMatch(ends::contains))
                .map(Map.Entry::getKey)
                .reduce((every, optional) -> optional)
                .orElseThrow();
    }

    private static String closed(String namespace) {
        return object("PeerAuthentication", "strict", namespace) + """
                  mtls: { mode: STRICT }
                """
                + object("AuthorizationPolicy", "nothing", namespace).replace("spec:\n", "spec: {} # allows nothing\n")
                + NetworkPolicies.policy("probes-in-the-mesh", namespace, """
                          podSelector: {}
                          policyTypes: [Ingress]
                          ingress: # the kubelet, as the mesh shows it to a pod
                            - from:
                                - ipBlock: { cidr: %s/32 }
                        """.formatted(KUBELET));
    }

    private static String opened(Workload from, Workload to) {
        return object("AuthorizationPolicy", to.name() + "-from-" + from.name(), to.namespace())
                + """
                  selector: { matchLabels: { app.kubernetes.io/name: %s } }
                  action: ALLOW
                  rules:
                    - from:
                        - source: { principals: [cluster.local/ns/%s/sa/%s] }
                      to:
                        - operation: { ports: ["%d"] }
                """.formatted(to.name(), from.namespace(), from.name(), to.port())
                + NetworkPolicies.egress(from, new Workload(to.name(), to.namespace(), TUNNEL), IN_THE_MESH)
                + NetworkPolicies.ingress(from, new Workload(to.name(), to.namespace(), TUNNEL), IN_THE_MESH);
    }

    /**
     * Who comes from outside has no identity of the mesh, or that of an entrance which passes TLS through: this one port
     * takes both, and the pod's own TLS decides. All other ports of the pod stay as strict as the namespace.
     */
    private static String door(Workload to) {
        String name = to.name() + "-from-" + Paths.OUTSIDE;
        return object("PeerAuthentication", name, to.namespace())
                + """
                  selector: { matchLabels: { app.kubernetes.io/name: %s } }
                  mtls: { mode: STRICT }
                  portLevelMtls:
                    "%d": { mode: PERMISSIVE } # browsers are in no mesh; ambient mode knows no DISABLE
                """.formatted(to.name(), to.port())
                + object("AuthorizationPolicy", name, to.namespace())
                + """
                  selector: { matchLabels: { app.kubernetes.io/name: %s } }
                  action: ALLOW
                  rules: # whoever it is
                    - to:
                        - operation: { ports: ["%d"] }
                """.formatted(to.name(), to.port())
                + NetworkPolicies.opened(new Workload(to.name(), to.namespace(), TUNNEL), IN_THE_MESH);
    }

    private static String object(String kind, String name, String namespace) {
        return """
                ---
                apiVersion: security.istio.io/v1
                kind: %s
                metadata:
                  name: %s
                  namespace: %s
                  labels: { app.kubernetes.io/part-of: palisade }
                spec:
                """.formatted(kind, name, namespace);
    }
}
