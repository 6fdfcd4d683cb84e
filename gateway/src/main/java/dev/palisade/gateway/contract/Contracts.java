package dev.palisade.gateway.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import jakarta.servlet.http.HttpServletRequest;
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
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPatternParser;
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
    private static final String OWN = "gateway";
    private static final String OPERATION = Contracts.class.getName() + ".operation";

    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

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

    /** Whether a request is for an operation that nobody needs to be signed in for. */
    public boolean isForAnyone(HttpServletRequest request) {
        Operation operation = find(request);
        return operation != null && operation.isPublic();
    }

    /** All operations that have a route. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The operation that a request is for, if the contracts name one. */
    public @Nullable Operation find(HttpServletRequest request) {
        if (request.getAttribute(OPERATION) instanceof Operation found) {
            return found;
        }
        PathContainer path;
        try {
            path = PathContainer.parsePath(request.getRequestURI());
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        for (Operation operation : operations) {
            if (operation.method().matches(request.getMethod())
                    && operation.pattern().matches(path)) {
                request.setAttribute(OPERATION, operation);
                return operation;
            }
        }
        return null;
    }

    /** The contracts as one, without what only services call. */
    ObjectNode merged() {
        return merged;
    }

    private void add(String service, JsonNode contract) {
        ObjectNode paths = merged.withObject("paths");
        JsonNode components = closed(contract.path("components"));
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            if (!path.getKey().startsWith(PUBLISHED)) {
                continue;
            }
            paths.set(path.getKey(), path.getValue());
            if (service.equals(OWN)) {
                continue; // answered here, so there is nothing to pass on
            }
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations.add(new Operation(
                        service,
                        operation.getValue().path("operationId").asString(path.getKey()),
                        HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT)),
                        PathPatternParser.defaultInstance.parse(path.getKey()),
                        scopes(operation.getValue()),
                        rules(operation.getValue(), components)));
            }
        }
        for (Map.Entry<String, JsonNode> kind : contract.path("components").properties()) {
            ObjectNode target = merged.withObject("components").withObject(kind.getKey());
            kind.getValue().properties().forEach(part -> target.set(part.getKey(), part.getValue()));
        }
    }

    private RequestRules rules(JsonNode operation, JsonNode components) {
        List<RequestRules.Parameter> parameters = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            parameters.add(new RequestRules.Parameter(
                    parameter.path("in").asString(),
                    parameter.path("name").asString(),
                    parameter.path("required").asBoolean(false),
                    parameter.path("schema").path("type").asString("string"),
                    schema(parameter.path("schema"), components)));
        }
        JsonNode body = operation.path("requestBody");
        return new RequestRules(
                parameters,
                body.isMissingNode() ? null : bodySchema(body, components),
                texts(body.path("content")),
                body.path("required").asBoolean(false));
    }

    private Schema bodySchema(JsonNode body, JsonNode components) {
        JsonNode schema = body.path("content").path("application/json").path("schema");
        if (schema.isMissingNode()) {
            throw new IllegalStateException("A contract has a body that is not application/json: " + body);
        }
        return schema(schema, components);
    }

    /** What a body may be instead of JSON: text in UTF-8, about which a contract can say no more. */
    private static List<MediaType> texts(JsonNode content) {
        return content.propertyNames().stream()
                .map(MediaType::parseMediaType)
                .filter(type -> type.getType().equals("text"))
                .toList();
    }

    /** References in a schema point into the document that it stands in. */
    private Schema schema(JsonNode schema, JsonNode components) {
        ObjectNode document = ((ObjectNode) schema).deepCopy();
        document.set("components", components);
        Schema compiled = schemas.getSchema(document);
        compiled.initializeValidators();
        return compiled;
    }

    /** Answers may get fields one day and are open; what is sent is closed, also where both have the same shape. */
    private static JsonNode closed(JsonNode components) {
        JsonNode copy = components.deepCopy();
        for (JsonNode parent : copy.findParents("properties")) {
            ((ObjectNode) parent).put("additionalProperties", false);
        }
        return copy;
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
