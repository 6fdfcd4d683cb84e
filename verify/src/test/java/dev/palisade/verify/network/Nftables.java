package dev.palisade.verify.network;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What NetworkPolicies mean, as rules for the packet filter of one pod (the network policy API of Kubernetes 1.36): a
 * direction is open until a policy selects the pod for it, and then only what some policy lists gets through. What begins
 * with an answer to an open connection always does.
 */
final class Nftables {

    private static final Pattern DOCUMENTS = Pattern.compile("^---$", Pattern.MULTILINE);

    private final List<Map<?, ?>> policies;
    private final Collection<Pod> pods;

    Nftables(List<Map<?, ?>> policies, Collection<Pod> pods) {
        this.policies = policies;
        this.pods = pods;
    }

    /** The policies that files hold. */
    static List<Map<?, ?>> policies(List<Path> files) {
        List<Map<?, ?>> policies = new ArrayList<>();
        for (Path file : files) {
            try {
                DOCUMENTS
                        .splitAsStream(Files.readString(file))
                        .map(YamlTree::of)
                        .filter(document ->
                                document instanceof Map<?, ?> map && "NetworkPolicy".equals(map.get("kind")))
                        .forEach(document -> policies.add((Map<?, ?>) document));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file + ".", e);
            }
        }
        return policies;
    }

    /** The rules for one pod, in the language of {@code nft -f}. */
    String rulesFor(Pod pod) {
        return "table inet pod {\n"
                + chain(pod, "Ingress", "ingress", "input", "from", "saddr")
                + chain(pod, "Egress", "egress", "output", "to", "daddr")
                + "}\n";
    }

    private String chain(Pod pod, String type, String direction, String hook, String peers, String address) {
        List<Map<?, ?>> selecting = new ArrayList<>();
        for (Map<?, ?> policy : policies) {
            Map<?, ?> spec = YamlTree.below(policy, "spec");
            if (pod.namespace().equals(YamlTree.below(policy, "metadata").get("namespace"))
                    && list(spec, "policyTypes").contains(type)
                    && selects(YamlTree.below(spec, "podSelector"), pod.labels())) {
                selecting.add(spec);
            }
        }
        StringBuilder chain = new StringBuilder("  chain " + hook + " {\n    type filter hook " + hook
                + " priority 0; policy " + (selecting.isEmpty() ? "accept" : "drop") + ";\n"
                + "    ct state established,related accept\n"
                + "    iif lo accept\n".replace("iif", hook.equals("input") ? "iif" : "oif"));
        for (Map<?, ?> spec : selecting) {
            for (Object each : list(spec, direction)) {
                Map<?, ?> rule = (Map<?, ?>) each;
                for (String who : rule.containsKey(peers) ? addresses(list(rule, peers), address) : List.of("")) {
                    for (String port : rule.containsKey("ports") ? ports(list(rule, "ports")) : List.of("")) {
                        chain.append("    ").append(who).append(port).append("accept\n");
                    }
                }
            }
        }
        return chain.append("  }\n").toString();
    }

    private List<String> addresses(List<?> peers, String address) {
        List<String> matches = new ArrayList<>();
        for (Object each : peers) {
            Map<?, ?> peer = (Map<?, ?>) each;
            Map<?, ?> block = YamlTree.below(peer, "ipBlock");
            if (!block.isEmpty()) {
                String except = String.join(
                        ", ",
                        list(block, "except").stream().map(String::valueOf).toList());
                matches.add((except.isEmpty() ? "" : "ip " + address + " != { " + except + " } ") + "ip " + address
                        + " " + block.get("cidr") + " ");
                continue;
            }
            pods.stream()
                    .filter(pod -> selects(YamlTree.below(peer, "namespaceSelector"), pod.namespaceLabels()))
                    .filter(pod -> selects(YamlTree.below(peer, "podSelector"), pod.labels()))
                    .forEach(pod -> matches.add("ip " + address + " " + pod.address() + " "));
        }
        return matches;
    }

    private static List<String> ports(List<?> ports) {
        List<String> matches = new ArrayList<>();
        for (Object each : ports) {
            Map<?, ?> port = (Map<?, ?>) each;
            matches.add(("UDP".equals(port.get("protocol")) ? "udp" : "tcp") + " dport " + port.get("port") + " ");
        }
        return matches;
    }

    /** Only what the policies of this repository use; anything else would be taken for less than it says. */
    private static boolean selects(Map<?, ?> selector, Map<String, String> labels) {
        if (!selector.isEmpty() && !selector.keySet().equals(Set.of("matchLabels"))) {
            throw new IllegalArgumentException("This selector is not understood: " + selector);
        }
        return YamlTree.below(selector, "matchLabels").entrySet().stream()
                .allMatch(label -> label.getValue().equals(labels.get(String.valueOf(label.getKey()))));
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }

    /** A pod as policies see it, and where it answers. */
    record Pod(String name, String namespace, Map<String, String> labels, String address, List<String> ports) {
        Map<String, String> namespaceLabels() {
            return Map.of("kubernetes.io/metadata.name", namespace);
        }
    }
}
