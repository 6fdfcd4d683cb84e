package dev.palisade.test;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The released contract (OpenAPI 3.1) of a service, as those see it who call the service: says whether a question and its
 * answer keep to it. A double that stands for the service in a test promises nothing that the service does not.
 */
public final class Contract {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern WORD = Pattern.compile("`([a-z-]+)`");

    private final JsonNode contract;
    private final JsonNode components;
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    Contract(JsonNode contract) {
        this.contract = contract;
        this.components = contract.path("components").deepCopy();
        for (JsonNode parent : components.findParents("properties")) {
            ((ObjectNode) parent).put("additionalProperties", false); // what is not promised, nobody may count on
        }
    }

    /** What this service promised with the last release. */
    public static Contract released(String service) {
        try {
            return new Contract(JSON.readTree(Files.readString(Path.of("..", "docs", "api", service + ".json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What of a request the service would not take; nothing when it is as the contract has it. */
    List<String> breaches(TestService.Request request) {
        Found found = find(request);
        if (found == null) {
            return List.of(request.method() + " " + request.uri().getPath() + " is no operation");
        }
        List<String> breaches = new ArrayList<>();
        Map<String, String> query = query(request.uri().getRawQuery());
        for (JsonNode parameter : found.operation.path("parameters")) {
            String name = parameter.path("name").asString();
            String value = switch (parameter.path("in").asString()) {
                case "path" -> found.variables.get(name);
                case "query" -> query.remove(name);
                default -> request.header(name);
            };
            if (value != null) {
                breaches.addAll(faults(parameter.path("schema"), value(parameter.path("schema"), value)));
            } else if (parameter.path("required").asBoolean(false)) {
                breaches.add(name + " is missing");
            }
        }
        query.keySet().forEach(name -> breaches.add(name + " is no parameter"));
        JsonNode body = found.operation.path("requestBody");
        if (request.body().isEmpty()) {
            if (body.path("required").asBoolean(false)) {
                breaches.add("the body is missing");
            }
        } else {
            content(body, String.valueOf(request.header("Content-Type")), request.body(), breaches);
        }
        return breaches.stream().map(breach -> found.name + ": " + breach).toList();
    }

    /** What of an answer the service would not give; nothing when it is as the contract has it. */
    List<String> breaches(TestService.Request request, TestService.Response response) {
        Found found = find(request);
        if (found == null) {
            return List.of(); // said of the request
        }
        JsonNode answers = found.operation.path("responses");
        JsonNode answer = answers.path(Integer.toString(response.status()));
        List<String> breaches = new ArrayList<>();
        if (response.status() >= 400) {
            String type = json(response.body()).path("type").asString("");
            String word = type.substring(type.lastIndexOf(':') + 1);
            if (!answer.isMissingNode()
                    && !words(answer.path("description").asString()).contains(word)) {
                breaches.add("answers " + response.status() + " for '" + word + "'");
            }
            content(answers.path("default"), "application/problem+json", response.body(), breaches);
        } else if (answer.isMissingNode()) {
            breaches.add("does not answer " + response.status());
        } else if (!response.body().isEmpty() || answer.has("content")) {
            content(answer, "application/json", response.body(), breaches);
        }
        return breaches.stream().map(breach -> found.name + ": " + breach).toList();
    }

    private void content(JsonNode described, String type, String body, List<String> breaches) {
        JsonNode schema =
                described.path("content").path(type.replaceAll(";.*", "")).path("schema");
        if (schema.isMissingNode()) {
            breaches.add("a body is not " + type);
        } else {
            breaches.addAll(faults(schema, json(body)));
        }
    }

    /** In what a value does not fit a schema of this contract; nothing when it does. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", components);
        return registry.getSchema(whole);
    }

    private @Nullable Found find(TestService.Request request) {
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            JsonNode operation = path.getValue().path(request.method().toLowerCase(Locale.ROOT));
            Matcher matcher = Pattern.compile(path.getKey().replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)"))
                    .matcher(request.uri().getPath());
            if (!operation.isMissingNode() && matcher.matches()) {
                Map<String, String> variables = new LinkedHashMap<>();
                matcher.namedGroups().keySet().forEach(name -> variables.put(name, matcher.group(name)));
                return new Found(request.method() + " " + path.getKey(), operation, variables);
            }
        }
        return null;
    }

    private static Map<String, String> query(@Nullable String query) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The text of a parameter as what its schema speaks of. */
    private static JsonNode value(JsonNode schema, String text) {
        return switch (schema.path("type").asString("")) {
            case "integer", "number", "boolean" -> json(text);
            case "array" -> {
                ArrayNode values = JSON.createArrayNode();
                for (String each : text.split(",")) {
                    values.add(each);
                }
                yield values;
            }
            default -> JSON.valueToTree(text);
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    /** The types of problems that the description of an answer names. */
    private static List<String> words(String description) {
        return WORD.matcher(description).results().map(match -> match.group(1)).toList();
    }

    private record Found(String name, JsonNode operation, Map<String, String> variables) {}
}
