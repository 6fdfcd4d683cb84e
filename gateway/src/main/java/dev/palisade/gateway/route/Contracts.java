package dev.palisade.gateway.route;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contracts (OpenAPI 3.1) that the services publish, as they were when this gateway was built. They are the list of
 * what exists: each operation under {@code /api/} becomes a route, with the scopes that its security requirement names,
 * and together they are what {@code /api/openapi} answers. Operations that only services call stand under another path
 * and get no route.
 */
@Component
public class Contracts {

    private static final String PUBLISHED = "/api/";

    private final List<Operation> operations = new ArrayList<>();
    private final ObjectNode merged;

    Contracts(JsonMapper json) {
        this.merged = json.createObjectNode().put("openapi", "3.1.0");
        merged.putObject("info").put("title", "Palisade shop").put("version", "1");
        merged.putArray("servers").addObject().put("url", "/");
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:contracts/*.json");
            Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
            for (Resource file : files) {
                try (InputStream content = file.getInputStream()) {
                    String service = String.valueOf(file.getFilename()).replace(".json", "");
                    add(service, json.readTree(content));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (operations.isEmpty()) {
            throw new IllegalStateException("There is no contract in contracts/: nothing would have a route");
        }
    }

    /** The paths that anyone may read, with variables in braces. */
    public List<String> readByAnyone() {
        return operations.stream()
                .filter(operation -> operation.isPublic() && operation.method().equals(HttpMethod.GET))
                .map(Operation::path)
                .toList();
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    ObjectNode merged() {
        return merged;
    }

    private void add(String service, JsonNode contract) {
        ObjectNode paths = merged.withObject("paths");
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            if (!path.getKey().startsWith(PUBLISHED)) {
                continue;
            }
            paths.set(path.getKey(), path.getValue());
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations.add(new Operation(
                        service,
                        operation.getValue().path("operationId").asString(path.getKey()),
                        HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT)),
                        path.getKey(),
                        scopes(operation.getValue())));
            }
        }
        for (Map.Entry<String, JsonNode> kind : contract.path("components").properties()) {
            ObjectNode target = merged.withObject("components").withObject(kind.getKey());
            kind.getValue().properties().forEach(part -> target.set(part.getKey(), part.getValue()));
        }
    }

    private static Set<String> scopes(JsonNode operation) {
        Set<String> scopes = new LinkedHashSet<>();
        for (JsonNode requirement : operation.path("security")) {
            for (Map.Entry<String, JsonNode> scheme : requirement.properties()) {
                scheme.getValue().forEach(scope -> scopes.add(scope.asString()));
            }
        }
        return scopes;
    }
}
