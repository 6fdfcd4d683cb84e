package dev.palisade.verify.landscape;

import dev.palisade.local.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may talk to whom, by the files of {@code config-repo}: whom a process asks (its clients), for which tokens
 * (the edges of the authorization server), and which database is its own.
 *
 * @param ways each way, and what it is for
 */
public record CallMatrix(Map<Way, String> ways) {

    /** The processes that are ours. */
    public static final List<String> PROCESSES =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");

    /** What the name of a database begins with. */
    public static final String DATABASE = "database ";

    private static final String AUTH_SERVER = "auth-server";

    /** Reads it. */
    public static CallMatrix of(Path repository) {
        Map<Way, String> ways = new TreeMap<>();
        for (String process : PROCESSES) {
            Map<?, ?> settings = YamlTree.below(
                    YamlTree.map(repository.resolve("config-repo").resolve(process + ".yml")), "palisade");
            YamlTree.below(settings, "clients")
                    .keySet()
                    .forEach(to -> ways.putIfAbsent(new Way(process, String.valueOf(to)), "requests"));
            if (!process.equals(AUTH_SERVER)) {
                ways.put(new Way(process, AUTH_SERVER), "keys and tokens");
            }
            if (YamlTree.below(settings, "database").get("name") instanceof String name) {
                ways.put(new Way(process, DATABASE + name), "its own database");
            }
            if (YamlTree.below(settings, "auth").get("edges") instanceof List<?> edges) {
                edges.forEach(edge -> ways.put(Way.of((Map<?, ?>) edge), scopes((Map<?, ?>) edge)));
            }
        }
        return new CallMatrix(ways);
    }

    private static String scopes(Map<?, ?> edge) {
        List<String> parts = new ArrayList<>();
        if (edge.get("exchange") instanceof List<?> scopes) {
            parts.add("for a person: "
                    + String.join(", ", scopes.stream().map(String::valueOf).toList()));
        }
        if (edge.get("own") instanceof List<?> scopes) {
            parts.add("for itself: "
                    + String.join(", ", scopes.stream().map(String::valueOf).toList()));
        }
        return String.join("; ", parts);
    }

    /** From somebody to somebody. */
    public record Way(String from, String to) implements Comparable<Way> {

        static Way of(Map<?, ?> edge) {
            return new Way(String.valueOf(edge.get("from")), String.valueOf(edge.get("to")));
        }

        @Override
        public int compareTo(Way other) {
            return Comparator.comparing(Way::from).thenComparing(Way::to).compare(this, other);
        }
    }
}
