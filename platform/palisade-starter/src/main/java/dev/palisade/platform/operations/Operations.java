package dev.palisade.platform.operations;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Says by the logger {@code palisade.operations} what there is, as methods and paths. A log entry needs no endpoint, so
 * asking for it opens no door.
 */
public final class Operations {

    private static final Logger log = LoggerFactory.getLogger("palisade.operations");

    private Operations() {}

    /**
     * Writes one entry.
     *
     * @param kind {@code served} for what handlers answer, {@code routes} for what is passed on
     * @param operations such as {@code GET /api/cart}
     */
    public static void log(String kind, Stream<String> operations) {
        List<String> sorted = operations.distinct().sorted().toList();
        log.atInfo()
                .addKeyValue("operations", Map.of(kind, sorted))
                .log("{} operations {}", sorted.size(), kind.equals("served") ? "are served" : "have a route");
    }

    static Stream<String> of(RequestMappingInfoHandlerMapping mapping) {
        return mapping.getHandlerMethods().keySet().stream().flatMap(Operations::of);
    }

    private static Stream<String> of(RequestMappingInfo mapping) {
        List<String> methods = mapping.getMethodsCondition().getMethods().stream()
                .map(Enum::name)
                .toList();
        return (methods.isEmpty() ? List.of("ANY") : methods)
                .stream().flatMap(method -> mapping.getPatternValues().stream().map(path -> method + " " + path));
    }
}
