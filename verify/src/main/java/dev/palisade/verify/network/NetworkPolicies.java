package dev.palisade.verify.network;

import dev.palisade.verify.network.Paths.NetworkPath;
import dev.palisade.verify.network.Paths.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the network policies: each namespace closed in both directions, and for each path one policy at each end of it.
 * The files are committed; a test says when they are not what the call matrix asks for.
 */
final class NetworkPolicies {

    static final String HEADER = """
            # Made from config-repo by NetworkPoliciesTests, which says when the two differ and how to make this anew.
            """;
    private static final Map<String, String> FILES = Map.of(
            "palisade", "k8s/base/network/palisade.yaml",
            "palisade-data", "k8s/base/network/palisade-data.yaml",
            "palisade-vault", "k8s/base/network/palisade-vault.yaml",
            "palisade-observability", "k8s/components/observability/network.yaml",
            "payment-provider", "k8s/components/payment-sandbox/network.yaml");

    /** Not in every installation: what has to do with them comes and goes with them. */
    private static final List<String> OPTIONAL = List.of("palisade-observability", "payment-provider");

    private final Paths paths;

    NetworkPolicies(Paths paths) {
        this.paths = paths;
    }

    /** The text of each file, by its path in the repository. */
    Map<String, String> files() {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        for (String namespace : FILES.keySet()) {
            text(texts, namespace).append(closed(namespace)).append(names(namespace));
        }
        for (NetworkPath path : paths.paths()) {
            Workload to = paths.workload(path.to());
            if (path.from().equals(Paths.OUTSIDE)) {
                text(texts, to.namespace()).append(opened(to, ""));
                continue;
            }
            Workload from = paths.workload(path.from());
            String of = OPTIONAL.stream()
                    .filter(List.of(from.namespace(), to.namespace())::contains)
                    .findFirst()
                    .orElse("");
            text(texts, of.isEmpty() ? from.namespace() : of).append(egress(from, to, ""));
            text(texts, of.isEmpty() ? to.namespace() : of).append(ingress(from, to, ""));
        }
        text(texts, "palisade-vault").append(KUBERNETES);
        Map<String, String> files = new LinkedHashMap<>();
        texts.forEach((file, text) -> files.put(file, text.toString()));
        return files;
    }

    private static StringBuilder text(Map<String, StringBuilder> texts, String namespace) {
        return texts.computeIfAbsent(Objects.requireNonNull(FILES.get(namespace)), file -> new StringBuilder(HEADER));
    }

    private static String closed(String namespace) {
        return policy("closed", namespace, """
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                """);
    }

    private static String names(String namespace) {
        return policy("names", namespace, """
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                    - to:
                        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                          podSelector: { matchLabels: { k8s-app: kube-dns } }
                      ports:
                        - { protocol: UDP, port: 53 }
                        - { protocol: TCP, port: 53 }
                """);
    }

    static String opened(Workload to, String end) {
        return policy(to.name() + "-from-" + Paths.OUTSIDE + end, to.namespace(), """
                  podSelector: { matchLabels: { app.kubernetes.io/name: %s } }
                  policyTypes: [Ingress]
                  ingress:
                    - ports:
                        - { protocol: TCP, port: %d }
                """.formatted(to.name(), to.port()));
    }

    static String egress(Workload from, Workload to, String end) {
        return policy(from.name() + "-to-" + to.name() + end, from.namespace(), """
                  podSelector: { matchLabels: { app.kubernetes.io/name: %s } }
                  policyTypes: [Egress]
                  egress:
                    - to:
                        - %s
                      ports:
                        - { protocol: TCP, port: %d }
                """.formatted(
                        from.name(), peer(to), to.port()));
    }

    static String ingress(Workload from, Workload to, String end) {
        return policy(to.name() + "-from-" + from.name() + end, to.namespace(), """
                  podSelector: { matchLabels: { app.kubernetes.io/name: %s } }
                  policyTypes: [Ingress]
                  ingress:
                    - from:
                        - %s
                      ports:
                        - { protocol: TCP, port: %d }
                """.formatted(
                        to.name(), peer(from), to.port()));
    }

    private static String peer(Workload workload) {
        return """
                namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: %s } }
                          podSelector: { matchLabels: { app.kubernetes.io/name: %s } }""".formatted(workload.namespace(), workload.name());
    }

    static String policy(String name, String namespace, String spec) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata:
                  name: %s
                  namespace: %s
                  labels: { app.kubernetes.io/part-of: palisade }
                spec:
                """.formatted(name, namespace) + spec;
    }

    private static final String KUBERNETES = policy("vault-to-kubernetes", "palisade-vault", """
                  podSelector: { matchLabels: { app.kubernetes.io/name: vault } }
                  policyTypes: [Egress]
                  egress: # to the API server, which is no pod and whose address an overlay can put here
                    - to:
                        - ipBlock: { cidr: 0.0.0.0/0 }
                      ports:
                        - { protocol: TCP, port: 6443 }
                """);
}
