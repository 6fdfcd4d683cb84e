package dev.palisade.verify.network;

import dev.palisade.local.YamlTree;
import dev.palisade.verify.landscape.CallMatrix;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The paths that a cluster's network has to have, and no others: those of the call matrix, and what a platform in pods
 * needs besides (Vault, the store of the throttle, webhooks, metrics). DNS is everybody's and is not listed.
 *
 * @param workloads who there is, by name
 * @param paths who opens connections to whom
 */
public record Paths(SequencedMap<String, Workload> workloads, Set<NetworkPath> paths) {

    /** Whoever is not in the cluster: browsers, and what stands before the doors. */
    public static final String OUTSIDE = "outside";

    private static final String VAULT = "vault";
    private static final String POSTGRES = "postgres";
    private static final String VALKEY = "valkey";
    private static final String SANDBOX = "payment-sandbox";
    private static final String COLLECTOR = "otel-collector";
    private static final String PROMETHEUS = "prometheus";
    private static final Map<String, String> NAMESPACES = Map.of(
            VAULT, "palisade-vault", POSTGRES, "palisade-data", VALKEY, "palisade-data", SANDBOX, "payment-provider");
    private static final String OBSERVABILITY = "palisade-observability";

    /** Reads them from {@code config-repo}. */
    public static Paths of(Path repository) {
        Map<Object, Object> ports = new TreeMap<>();
        Path files = repository.resolve("config-repo");
        List.of("application.yml", "application-vault.yml", "application-container.yml")
                .forEach(file -> ports.putAll(
                        YamlTree.below(YamlTree.below(YamlTree.map(files.resolve(file)), "palisade"), "ports")));
        ports.put(VALKEY, valkeyPort(files));
        SequencedMap<String, Workload> workloads = new TreeMap<>();
        ports.forEach((name, port) -> {
            String workload = String.valueOf(name);
            if (CallMatrix.PROCESSES.contains(workload) || NAMESPACES.containsKey(workload)) {
                workloads.put(workload, new Workload(workload, NAMESPACES.getOrDefault(workload, "palisade"), (Integer)
                        port));
            }
        });
        Set<NetworkPath> paths = new TreeSet<>();
        workloads.keySet().stream()
                .filter(name -> !name.equals(VAULT))
                .forEach(name -> paths.add(new NetworkPath(name, VAULT)));
        workloads.put(COLLECTOR, new Workload(COLLECTOR, OBSERVABILITY, 4318));
        workloads.put(PROMETHEUS, new Workload(PROMETHEUS, OBSERVABILITY, 9090));
        CallMatrix.PROCESSES.forEach(process -> paths.add(new NetworkPath(process, COLLECTOR)));
        paths.add(new NetworkPath(COLLECTOR, PROMETHEUS));
        CallMatrix.of(repository)
                .ways()
                .forEach((way, what) -> paths.add(
                        new NetworkPath(way.from(), way.to().startsWith(CallMatrix.DATABASE) ? POSTGRES : way.to())));
        paths.add(new NetworkPath("gateway", VALKEY)); // the gateways' shared budgets
        paths.add(new NetworkPath(SANDBOX, "payment-service")); // webhooks, which are believed for their signature
        paths.add(new NetworkPath(VAULT, POSTGRES)); // makes and removes users
        paths.add(new NetworkPath(OUTSIDE, "gateway"));
        paths.add(new NetworkPath(OUTSIDE, "auth-server")); // people sign in there, and nowhere else
        return new Paths(workloads, paths);
    }

    private static int valkeyPort(Path files) {
        Object throttle = YamlTree.below(
                        YamlTree.below(
                                YamlTree.below(YamlTree.map(files.resolve("application-container.yml")), "palisade"),
                                "gateway"),
                        "throttle")
                .get("server");
        String server = String.valueOf(throttle);
        return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
    }

    /**
     * Who is called so.
     *
     * @throws IllegalArgumentException when nobody is
     */
    public Workload workload(String name) {
        Workload workload = workloads.get(name);
        if (workload == null) {
            throw new IllegalArgumentException("Nobody is called " + name + ".");
        }
        return workload;
    }

    /**
     * A pod, or several that are alike.
     *
     * @param name its label {@code app.kubernetes.io/name}
     * @param port where it answers
     */
    public record Workload(String name, String namespace, int port) {}

    /** From one to the port of another. */
    public record NetworkPath(String from, String to) implements Comparable<NetworkPath> {
        @Override
        public int compareTo(NetworkPath other) {
            return Comparator.comparing(NetworkPath::from)
                    .thenComparing(NetworkPath::to)
                    .compare(this, other);
        }
    }
}
