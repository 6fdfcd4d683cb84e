package dev.palisade.verify.landscape;

import dev.palisade.local.PlatformException;
import dev.palisade.local.Zipkin;
import dev.palisade.verify.landscape.CallMatrix.Way;
import dev.palisade.verify.landscape.Landscape.Flow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares who may talk to whom, by the files of {@code config-repo}, with who did, by the traces. */
final class Flows {

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
        Map<Way, String> declared = CallMatrix.of(repository).ways();
        Map<Way, Long> counted = new TreeMap<>();
        seen.forEach((way, times) -> counted.put(asDeclared(way, declared), times));
        List<Flow> flows = new ArrayList<>();
        declared.forEach(
                (way, what) -> flows.add(new Flow(way.from(), way.to(), what, true, counted.getOrDefault(way, 0L))));
        counted.forEach((way, times) -> {
            if (!declared.containsKey(way)) {
                flows.add(new Flow(way.from(), way.to(), "nobody has declared it", false, times));
            }
        });
        return flows;
    }

    /** A trace has the bare name of a database. */
    private static Way asDeclared(Way seen, Map<Way, String> declared) {
        Way database = new Way(seen.from(), CallMatrix.DATABASE + seen.to());
        return declared.containsKey(database) ? database : seen;
    }
}
