package dev.palisade.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the committed OpenAPI contract of a service equal to what its code does. The shapes are those of the running
 * handlers, the sentences are their Javadoc, and the scopes are those that the policies ask for. A line
 * {@code @throws ProblemException 409 sku-taken when ...} on a handler becomes a response.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "springdoc.paths-to-match=/api/**,/internal/**",
            "springdoc.default-produces-media-type=application/json",
            "springdoc.override-with-generic-response=false",
            "springdoc.writer-with-order-by-keys=false"
        })
public abstract class AbstractContractTests {

    private static final String UPDATE = "palisade.contract.update";
    private static final String AUTHORIZE = "dev.palisade.platform.policy.Authorize";
    private static final String DEPRECATED = "dev.palisade.platform.web.DeprecatedOperation";
    private static final String EXAMPLES = "openapi-examples.json";
    private static final Pattern FAILURE = Pattern.compile("(\\d{3}) ([a-z-]+),? (.+)");
    private static final Pattern SCOPE = Pattern.compile("context\\.scopes\\.contains\\(\"([^\"]+)\"\\)");
    private static final Pattern ANYONE =
            Pattern.compile("permit \\(\\s*principal( == Palisade::Workload::\"gateway\")?,");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Autowired
    private OpenApiWebMvcResource springdoc;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    private final JsonNode examples = examples();
    private final SourceJavadoc javadoc = SourceJavadoc.below(Path.of("src/main/java"));

    /** The name of the API, for example {@code Palisade catalog}. */
    protected abstract String title();

    /** What the API is for, in a sentence or two. */
    protected abstract String description();

    @Test
    void contractWhenGeneratedThenSameAsCommitted() throws IOException {
        Path module = Path.of("").toAbsolutePath().getFileName();
        Path file = Path.of("src/main/openapi", module + ".json");
        String generated = JSON.writeValueAsString(generate()).replace("\r\n", "\n") + "\n";
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(Path.of("src/main/openapi"));
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "The contract is not what the code does. Is the change intended? Then: mvn verify -pl %s -D%s=true",
                        module, UPDATE)
                .isEqualTo(generated);
    }

    @Test
    void contractWhenSomethingIsSentOrAnsweredThenThereIsAnExampleThatFits() {
        JsonNode contract = generate();
        Contract judge = new Contract(contract);
        SoftAssertions examples = new SoftAssertions();
        for (JsonNode content : contract.path("paths").findValues("content")) {
            content.properties().forEach(type -> {
                JsonNode schema = type.getValue().path("schema");
                JsonNode described = schema.has("$ref")
                        ? contract.at(schema.path("$ref").asString().substring(1))
                        : schema;
                JsonNode example = described.path("examples").path(0);
                examples.assertThat(example.isMissingNode())
                        .as("%s has no example in src/test/resources/%s", schema, EXAMPLES)
                        .isFalse();
                examples.assertThat(judge.faults(schema, example))
                        .as("the example of %s", schema)
                        .isEmpty();
            });
        }
        examples.assertAll();
    }

    @Test
    void contractWhenComparedWithTheReleasedOneThenBreaksNoCaller() throws IOException {
        String name = Path.of("").toAbsolutePath().getFileName() + ".json";
        JsonNode released = JSON.readTree(Files.readString(Path.of("..", "docs", "api", name)));
        assertThat(ContractChanges.breaking(released, generate()))
                .as("callers of the released contract, docs/api/%s, are broken: keep the old beside the new", name)
                .isEmpty();
    }

    @Test
    void contractWhenReadThenEveryOperationIsComplete() {
        List<String> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : generate().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
                String name = entry.getKey() + " " + path.getKey();
                JsonNode operation = entry.getValue();
                operations.add(operation.path("operationId").asString());
                assertThat(operation.path("summary").asString()).as(name).isNotBlank();
                assertThat(operation.has("security")).as(name).isTrue();
                assertThat(operation.path("responses").has("default")).as(name).isTrue();
                assertThat(path.getKey().startsWith("/internal/")
                                && operation.path("security").isEmpty())
                        .as(name + " is internal and open")
                        .isFalse();
                for (JsonNode parameter : operation.path("parameters")) {
                    assertThat(parameter.path("description").asString(""))
                            .as(name + " " + parameter.path("name"))
                            .isNotBlank();
                }
            }
        }
        assertThat(operations).isNotEmpty().doesNotHaveDuplicates();
    }

    private ObjectNode generate() {
        ObjectNode generated = (ObjectNode) JSON.readTree(springdocJson());
        ObjectNode contract = JSON.createObjectNode();
        contract.put("openapi", "3.1.0");
        contract.putObject("info").put("title", title()).put("version", "1").put("description", description());
        ArrayNode tags = contract.putArray("tags");
        TreeSet<String> tagNames = new TreeSet<>();
        ObjectNode paths = contract.putObject("paths");
        Map<String, HandlerMethod> handlers = handlers();
        new TreeMap<>(toMap(generated.path("paths"))).forEach((path, methods) -> {
            ObjectNode kept = paths.putObject(path);
            new TreeMap<>(toMap(methods)).forEach((method, operation) -> {
                HandlerMethod handler =
                        Objects.requireNonNull(handlers.get(method + " " + path), () -> method + " " + path);
                String tag = path.startsWith("/internal/") ? "internal" : path.split("/")[2];
                tagNames.add(tag);
                kept.set(method, complete((ObjectNode) operation, path, tag, handler));
            });
        });
        tagNames.forEach(tag -> tags.addObject()
                .put("name", tag)
                .put(
                        "description",
                        tag.equals("internal") ? "For other services only; no route leads here." : "For clients."));
        contract.set("components", components(generated.path("components").path("schemas"), handlers.values()));
        return contract;
    }

    private ObjectNode complete(ObjectNode operation, String path, String tag, HandlerMethod handler) {
        SourceJavadoc.Comment comment = Objects.requireNonNull(
                javadoc.method(handler.getBeanType(), handler.getMethod().getName()),
                () -> handler + " has no Javadoc");
        ObjectNode complete = JSON.createObjectNode();
        complete.put("operationId", handler.getMethod().getName());
        complete.putArray("tags").add(tag);
        complete.put("summary", comment.summary());
        if (!comment.text().equals(comment.summary())) {
            complete.put("description", comment.text());
        }
        MergedAnnotation<?> deprecated =
                MergedAnnotations.from(handler.getMethod()).get(DEPRECATED);
        if (deprecated.isPresent()) {
            complete.put("deprecated", true)
                    .put("x-deprecation", deprecated.getString("since"))
                    .put("x-sunset", deprecated.getString("sunset"));
            assertThat(LocalDate.parse(deprecated.getString("sunset")))
                    .as("%s ends before it is deprecated", handler)
                    .isAfterOrEqualTo(LocalDate.parse(deprecated.getString("since")));
        }
        List<String> scopes = scopes(handler, path);
        ArrayNode security = complete.putArray("security");
        if (scopes != null && !scopes.isEmpty()) {
            ArrayNode needed = security.addObject().putArray("palisade");
            scopes.forEach(needed::add);
        }
        if (operation.has("parameters")) {
            ArrayNode parameters = complete.putArray("parameters");
            for (JsonNode each : operation.path("parameters")) {
                ObjectNode parameter = (ObjectNode) each;
                String description =
                        comment.parameters().get(javaName(parameter.path("name").asString()));
                if (description != null) {
                    parameter.put("description", sentence(description));
                }
                anchor(parameter.path("schema"));
                parameters.add(parameter);
            }
        }
        if (operation.has("requestBody")) {
            complete.set("requestBody", operation.get("requestBody"));
            files(operation.path("requestBody").path("content"));
        }
        complete.set("responses", responses(operation, comment, !security.isEmpty()));
        return complete;
    }

    private ObjectNode responses(ObjectNode operation, SourceJavadoc.Comment comment, boolean secured) {
        Map<String, JsonNode> responses = new TreeMap<>();
        operation.path("responses").properties().forEach(response -> {
            if (response.getKey().startsWith("2")) {
                ObjectNode success = (ObjectNode) response.getValue();
                files(success.path("content"));
                success.put("description", comment.answer().isEmpty() ? "Done." : sentence(comment.answer()));
                responses.put(response.getKey(), success);
            }
        });
        if (operation
                .path("parameters")
                .valueStream()
                .anyMatch(each -> each.path("name").asString().equals("If-None-Match"))) {
            responses.put("304", JSON.createObjectNode().put("description", "What the client has is still right."));
        }
        if (operation.has("parameters") || operation.has("requestBody")) {
            responses.put("400", problem("`malformed-body` or `invalid-value`: the input is not acceptable."));
        }
        if (secured) {
            responses.put("401", problem("`unauthenticated`: there is no token, or not an acceptable one."));
            responses.put("403", problem("`forbidden`: no policy permits this."));
        }
        Map<String, List<String>> failures = new TreeMap<>();
        for (String failure : comment.failures()) {
            Matcher parts = FAILURE.matcher(failure);
            assertThat(parts.matches())
                    .as("'%s' must be a status, a problem's word and a condition", failure)
                    .isTrue();
            failures.computeIfAbsent(parts.group(1), none -> new ArrayList<>())
                    .add("`" + parts.group(2) + "`: " + parts.group(3) + ".");
        }
        failures.forEach((status, reasons) -> {
            JsonNode before = responses.get(status);
            if (before != null) {
                reasons.addFirst(before.path("description").asString());
            }
            responses.put(status, problem(String.join(" ", reasons)));
        });
        ObjectNode all = JSON.createObjectNode();
        responses.forEach(all::set);
        all.set("default", problem("Any other problem."));
        return all;
    }

    private ObjectNode components(JsonNode generatedSchemas, Collection<HandlerMethod> handlers) {
        Map<String, Class<?>> answers = new HashMap<>();
        handlers.forEach(handler -> collect(handler.getMethod().getGenericReturnType(), answers));
        ObjectNode components = JSON.createObjectNode();
        ObjectNode schemas = components.putObject("schemas");
        Map<String, JsonNode> sorted = new TreeMap<>(toMap(generatedSchemas));
        sorted.put("Problem", JSON.readTree("""
                {"type":"object","description":"A problem document (RFC 9457).","properties":{
                  "type":{"type":"string","format":"uri","description":"What kind of problem it is.",
                    "examples":["urn:palisade:problem:not-found"]},
                  "title":{"type":"string","description":"The kind in a sentence for people."},
                  "status":{"type":"integer","format":"int32"},
                  "detail":{"type":"string","description":"What it is this time."},
                  "instance":{"type":"string","format":"uri-reference"},
                  "errors":{"type":"array","items":{"type":"object","properties":{
                    "field":{"type":"string"},"message":{"type":"string"}}}}},
                 "required":["type","title","status"],
                 "examples":[{"type":"urn:palisade:problem:not-found","title":"There is nothing here","status":404}]}
                """));
        if (sorted.containsKey("Money")) {
            sorted.put("Money", JSON.readTree("""
                    {"type":"object","description":"An exact amount of money.","properties":{
                      "amount":{"type":"string","pattern":"^-?\\\\d{1,12}(\\\\.\\\\d{1,4})?$",
                        "description":"With no more decimals than the currency has.","examples":["19.90"]},
                      "currency":{"type":"string","pattern":"^[A-Z]{3}$","description":"ISO 4217.","examples":["EUR"]}},
                     "required":["amount","currency"]}
                    """));
        }
        sorted.forEach((name, schema) -> schemas.set(name, described(name, (ObjectNode) schema, answers)));
        components
                .putObject("securitySchemes")
                .putObject("palisade")
                .put("type", "openIdConnect")
                .put("description", "Access tokens of the platform's own authorization server.")
                .put("openIdConnectUrl", "https://localhost:9443/.well-known/openid-configuration");
        return components;
    }

    private ObjectNode described(String name, ObjectNode schema, Map<String, Class<?>> answers) {
        SourceJavadoc.Comment comment = javadoc.type(name);
        if (comment != null) {
            schema.put("description", comment.text());
            schema.path("properties").properties().forEach(property -> {
                String description = comment.parameters().get(property.getKey());
                if (description != null && property.getValue() instanceof ObjectNode value && !value.has("$ref")) {
                    value.put("description", sentence(description));
                }
            });
        }
        if (name.equals("Problem")) {
            return schema;
        }
        Class<?> answer = answers.get(name);
        if (answer == null) {
            schema.put("additionalProperties", false);
        } else {
            // An answer may get more fields one day; those that it has are always there, some as null.
            ArrayNode required = schema.putArray("required");
            for (RecordComponent component : answer.getRecordComponents()) {
                required.add(component.getName());
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        || !(schema.path("properties").path(component.getName()) instanceof ObjectNode property)) {
                    continue;
                }
                if (property.has("$ref")) {
                    JsonNode reference = property.deepCopy();
                    property.removeAll();
                    property.putArray("anyOf").add(reference).addObject().put("type", "null");
                } else if (property.path("type").isString()) {
                    String type = property.path("type").asString();
                    property.putArray("type").add(type).add("null");
                    if (property.path("enum") instanceof ArrayNode values) {
                        values.addNull();
                    }
                }
            }
        }
        schema.findParents("pattern").forEach(AbstractContractTests::anchor);
        example(schema, name);
        return schema;
    }

    /** A file that the handler reads or writes itself arrives here as bytes: it is JSON of any shape, or text. */
    private void files(JsonNode content) {
        content.properties().forEach(type -> {
            if (type.getValue() instanceof ObjectNode media
                    && media.path("schema").path("format").asString("").equals("byte")) {
                ObjectNode schema = media.putObject("schema")
                        .put("type", type.getKey().equals("application/json") ? "object" : "string");
                example(schema, type.getKey());
            }
        });
    }

    /** Bean Validation matches the whole text, JSON Schema any part of it. */
    private static void anchor(JsonNode schema) {
        String pattern = schema.path("pattern").asString("");
        if (schema instanceof ObjectNode object && !pattern.isEmpty() && !pattern.startsWith("^")) {
            object.put("pattern", "^(?:" + pattern + ")$");
        }
    }

    /** The records that handlers answer with, and those inside them, by their names. */
    private static void collect(Type type, Map<String, Class<?>> answers) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, answers);
            }
        } else if (type instanceof Class<?> record && record.isRecord()) {
            if (answers.put(record.getSimpleName(), record) == null) {
                for (RecordComponent component : record.getRecordComponents()) {
                    collect(component.getGenericType(), answers);
                }
            }
        }
    }

    /** The scopes that the policies ask of a person; none when anyone may do it through the gateway. */
    private static List<String> scopes(HandlerMethod handler, String path) {
        String action =
                MergedAnnotations.from(handler.getMethod()).get(AUTHORIZE).getString("action");
        for (String policy : policies().split(";\\s*\\n")) {
            if (policy.contains("Palisade::Action::\"" + action + "\"")) {
                if (path.startsWith("/api/") && ANYONE.matcher(policy).find()) {
                    return List.of();
                }
                return SCOPE.matcher(policy)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
            }
        }
        throw new AssertionError("No policy permits " + action);
    }

    private static String policies() {
        try {
            StringBuilder all = new StringBuilder();
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:palisade/policies/*.cedar")) {
                all.append(file.getContentAsString(StandardCharsets.UTF_8)).append('\n');
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, HandlerMethod> handlers() {
        Map<String, HandlerMethod> handlers = new TreeMap<>();
        requestMappingHandlerMapping.getHandlerMethods().forEach((mapping, handler) -> {
            for (String path : mapping.getPatternValues()) {
                for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                    handlers.put(method.name().toLowerCase(Locale.ROOT) + " " + path, handler);
                }
            }
        });
        return handlers;
    }

    /** An example of each schema, by its name, and of each kind of file, by its media type. */
    private static JsonNode examples() {
        try (InputStream file = new ClassPathResource(EXAMPLES).getInputStream()) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void example(ObjectNode schema, String name) {
        if (examples.has(name)) {
            schema.putArray("examples").add(examples.get(name));
        }
    }

    private byte[] springdocJson() {
        try {
            return springdoc.openapiJson(
                    new MockHttpServletRequest("GET", "/v3/api-docs"), "/v3/api-docs", Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode problem(String description) {
        ObjectNode problem = JSON.createObjectNode().put("description", description);
        problem.putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        return problem;
    }

    private static Map<String, JsonNode> toMap(JsonNode node) {
        Map<String, JsonNode> map = new TreeMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    /** {@code Idempotency-Key} is the parameter {@code idempotencyKey}. */
    private static String javaName(String name) {
        StringBuilder java = new StringBuilder();
        for (String word : name.split("-")) {
            java.append(java.isEmpty() ? Character.toLowerCase(word.charAt(0)) : Character.toUpperCase(word.charAt(0)))
                    .append(word.substring(1));
        }
        return java.toString();
    }

    private static String sentence(String text) {
        String start = text.startsWith("`") ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }
}
