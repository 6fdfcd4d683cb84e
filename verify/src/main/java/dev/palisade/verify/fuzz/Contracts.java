package dev.palisade.verify.fuzz;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.palisade.verify.fuzz.Operation.Answered;
import dev.palisade.verify.fuzz.Operation.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The contracts of the repository (OpenAPI 3.1), and what fits their schemas. */
final class Contracts {

    private static final List<String> SERVICES =
            List.of("gateway", "catalog-service", "cart-service", "payment-service");
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private Contracts() {}

    static Contracts of(Path repository) {
        Contracts contracts = new Contracts();
        JsonNode problem = null;
        for (String service : SERVICES.reversed()) {
            JsonNode contract = read(repository.resolve(service).resolve("src/main/openapi/" + service + ".json"));
            JsonNode components = contract.path("components");
            if (problem == null) {
                problem = components.path("schemas").path("Problem");
            } else if (!components.path("schemas").has("Problem")) {
                // The gateway shows all contracts as one, with the services' schema of a problem.
                ((ObjectNode) components.path("schemas")).set("Problem", problem);
            }
            for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
                for (String method : METHODS) {
                    if (path.getValue().has(method)) {
                        contracts.operations.add(operation(
                                service,
                                method.toUpperCase(Locale.ROOT),
                                path.getKey(),
                                path.getValue().path(method),
                                components));
                    }
                }
            }
        }
        return contracts;
    }

    List<Operation> operations() {
        return operations;
    }

    /** In what a value does not fit a schema; nothing when it does. */
    List<String> faults(JsonNode schema, JsonNode value) {
        try {
            return schemas.computeIfAbsent(schema, registry::getSchema).validate(value).stream()
                    .map(Error::toString)
                    .toList();
        } catch (JsonNodeException e) {
            return List.of("a number that is beyond what the validator compares with a limit");
        }
    }

    private static Operation operation(
            String service, String method, String path, JsonNode operation, JsonNode components) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            parameters.add(new Parameter(
                    parameter.path("name").asString(),
                    parameter.path("in").asString(),
                    parameter.path("required").asBoolean(false),
                    whole(parameter.path("schema"), components)));
        }
        Map<String, Answered> answers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
            answers.put(answer.getKey(), new Answered(contents(answer.getValue().path("content"), components)));
        }
        List<String> scopes = new ArrayList<>();
        for (JsonNode scheme : operation.path("security")) {
            scheme.forEach(needed -> needed.forEach(scope -> scopes.add(scope.asString())));
        }
        JsonNode body = operation.path("requestBody");
        return new Operation(
                service,
                method,
                path,
                parameters,
                contents(body.path("content"), components),
                body.path("required").asBoolean(false),
                answers,
                scopes);
    }

    private static Map<String, JsonNode> contents(JsonNode content, JsonNode components) {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> type : content.properties()) {
            schemas.put(type.getKey(), whole(type.getValue().path("schema"), components));
        }
        return schemas;
    }

    /** A schema that stands for itself: with what it refers to. */
    private static JsonNode whole(JsonNode schema, JsonNode components) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", components);
        return whole;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }
}
