package dev.palisade.verify.landscape;

import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import dev.palisade.local.Zipkin;
import dev.palisade.verify.landscape.Landscape.Flow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares who may talk to whom, by the files of {@code config-repo}, with who did, by the traces. */
final class Flows {

    private static final String AUTH_SERVER = "auth-server";
    private static final List<String> PROCESSES =
            List.of("gateway", AUTH_SERVER, "catalog-service", "cart-service", "payment-service");
    private static final Duration LOOKED_BACK = Duration.ofHours(24);

    private Flows() {}

    /** How often each way was seen; nothing when there are no traces. */
    static Map<Way, Long> seen(URI zipkin) {
        Map<Way, Long> seen = new TreeMap<>();
        try {
            HttpResponse<String> answer = Zipkin.get(
                    zipkin,
                    "dependencies?endTs=" + Instant.now().toEpochMilli() + "&lookback=" + LOOKED_BACK.toMillis());
            for (JsonNode link : JsonMapper.shared().readTree(answer.body())) {
                seen.put(
                        new Way(
                                link.path("parent").asString(),
                                link.path("child").asString()),
                        link.path("callCount").asLong());
            }
            return seen;
        } catch (IOException | JacksonException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    /** What is declared, each with how often it was seen, and then what was seen and is not declared. */
    static List<Flow> of(Path repository, Map<Way, Long> seen) {
        Map<Way, String> declared = new TreeMap<>();
        Map<Way, Long> counted = new TreeMap<>(seen);
        for (String process : PROCESSES) {
            Map<?, ?> settings = YamlTree.below(
                    YamlTree.map(repository.resolve("config-repo").resolve(process + ".yml")), "palisade");
            YamlTree.below(settings, "clients")
                    .keySet()
                    .forEach(to -> declared.putIfAbsent(new Way(process, String.valueOf(to)), "requests"));
            if (!process.equals(AUTH_SERVER)) {
                declared.put(new Way(process, AUTH_SERVER), "keys and tokens");
            }
            if (YamlTree.below(settings, "database").get("name") instanceof String name) {
                Way way = new Way(process, "database " + name);
                declared.put(way, "its own database");
                Long times = counted.remove(new Way(process, name)); // a trace has the bare name
                counted.put(way, times == null ? 0 : times);
            }
            if (YamlTree.below(settings, "auth").get("edges") instanceof List<?> edges) {
                edges.forEach(edge -> declared.put(Way.of((Map<?, ?>) edge), scopes((Map<?, ?>) edge)));
            }
        }
        List<Flow> flows = new ArrayList<>();
        declared.forEach(
                (way, what) -> flows.add(new Flow(way.from, way.to, what, true, counted.getOrDefault(way, 0L))));
        counted.forEach((way, times) -> {
            if (!declared.containsKey(way)) {
                flows.add(new Flow(way.from, way.to, "nobody has declared it", false, times));
            }
        });
        return flows;
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
    record Way(String from, String to) implements Comparable<Way> {

        static Way of(Map<?, ?> edge) {
            return new Way(String.valueOf(edge.get("from")), String.valueOf(edge.get("to")));
        }

        @Override
        public int compareTo(Way other) {
            return Comparator.comparing(Way::from).thenComparing(Way::to).compare(this, other);
        }
    }
}
