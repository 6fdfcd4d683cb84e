package dev.palisade.local.contract;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Zipkin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the four lists come from: the repository, the logs of the services and of the gateway, and the traces. */
public final class Sources {

    private static final String ENTRY = "\"palisade.operations\"";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final int TRACES = 2000;

    private Sources() {}

    /** What the contracts in the repository name, by service. */
    public static Operations contracts(Path repository, List<String> services) {
        Map<String, Set<String>> operations = new TreeMap<>();
        for (String service : services) {
            Path file = repository.resolve(service).resolve("src/main/openapi").resolve(service + ".json");
            if (Files.exists(file)) {
                operations.put(service, contract(Json.read(read(file), Map.class)));
            }
        }
        return new Operations(operations);
    }

    /**
     * What a process said last.
     *
     * @param log its log
     * @param kind {@code served} or {@code routes}
     * @throws PlatformException when it said nothing
     */
    public static Set<String> said(Path log, String kind) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(ENTRY))
                    .map(line -> field(Json.read(line, Map.class), "operations", kind))
                    .filter(List.class::isInstance)
                    .reduce((first, second) -> second)
                    .map(said -> strings((List<?>) said))
                    .orElseThrow(() -> new PlatformException(
                            "In " + log + " there is no word of what is " + kind + ". Start the platform anew."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log + ".", e);
        }
    }

    /** What services answered with success, as the traces have it; nothing when Zipkin does not answer. */
    public static @Nullable Operations traffic(URI zipkin, List<String> services) {
        Map<String, Set<String>> operations = new TreeMap<>();
        try {
            for (String service : services) {
                HttpResponse<String> answer = Zipkin.get(zipkin, "traces?serviceName=" + service + "&limit=" + TRACES);
                operations.put(service, answered(Json.read(answer.body(), List.class), service));
            }
            return new Operations(operations);
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Set<String> contract(Map<?, ?> contract) {
        Set<String> operations = new TreeSet<>();
        if (contract.get("paths") instanceof Map<?, ?> paths) {
            paths.forEach((path, methods) -> ((Map<?, ?>) methods)
                    .keySet().stream()
                            .map(String::valueOf)
                            .filter(METHODS::contains)
                            .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        }
        return operations;
    }

    static Set<String> answered(List<?> traces, String service) {
        Set<String> operations = new TreeSet<>();
        for (Object trace : traces) {
            for (Object span : (List<?>) trace) {
                if (span instanceof Map<?, ?> fields
                        && "SERVER".equals(fields.get("kind"))
                        && service.equals(field(fields, "localEndpoint", "serviceName"))
                        && String.valueOf(field(fields, "tags", "status")).startsWith("2")
                        && field(fields, "tags", "uri") instanceof String uri
                        && uri.startsWith("/")) {
                    operations.add(field(fields, "tags", "method") + " " + uri);
                }
            }
        }
        return operations;
    }

    private static @Nullable Object field(Map<?, ?> map, String outer, String inner) {
        return map.get(outer) instanceof Map<?, ?> fields ? fields.get(inner) : null;
    }

    private static Set<String> strings(List<?> values) {
        Set<String> strings = new TreeSet<>();
        values.forEach(value -> strings.add(String.valueOf(value)));
        return strings;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }
}
