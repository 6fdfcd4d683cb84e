package dev.palisade.test;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What of a contract (OpenAPI 3.1) breaks a caller that was written for an earlier one: what it sends is refused now, or
 * what it gets is something that it was not told of. The services refuse what they do not know, so a field that a request
 * may no longer have is as bad as one that it must have.
 */
final class ContractChanges {

    private static final List<String> LOWER = List.of("minimum", "exclusiveMinimum", "minLength", "minItems");
    private static final List<String> UPPER = List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems");

    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");

    private final JsonNode before;
    private final JsonNode now;
    private final List<String> breaking = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private ContractChanges(JsonNode before, JsonNode now) {
        this.before = before;
        this.now = now;
    }

    /** The breaking changes, each a sentence; none when every caller of the earlier contract is served as before. */
    static List<String> breaking(JsonNode before, JsonNode now) {
        ContractChanges changes = new ContractChanges(before, now);
        changes.compare();
        return changes.breaking;
    }

    private void compare() {
        before.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    String name = method.getKey() + " " + path.getKey();
                    JsonNode operation = now.path("paths").path(path.getKey()).path(method.getKey());
                    if (operation.isMissingNode()) {
                        if (!hasEnded(method.getValue())) {
                            breaking.add(name + " is gone");
                        }
                    } else {
                        operation(name, method.getValue(), operation);
                    }
                }));
    }

    /** Whether its callers were told of a day in the past as its last one. */
    private static boolean hasEnded(JsonNode operation) {
        String sunset = operation.path("x-sunset").asString("");
        return !sunset.isEmpty() && LocalDate.parse(sunset).isBefore(LocalDate.now(ZoneOffset.UTC));
    }

    private void operation(String name, JsonNode earlier, JsonNode later) {
        Set<String> scopes = scopes(later);
        scopes.removeAll(scopes(earlier));
        if (!scopes.isEmpty()) {
            breaking.add(name + " needs another scope: " + scopes);
        }
        parameters(name, earlier, later);
        JsonNode body = later.path("requestBody");
        if (body.path("required").asBoolean(false)
                && !earlier.path("requestBody").path("required").asBoolean(false)) {
            breaking.add(name + " needs a body");
        }
        content(name + " body", earlier.path("requestBody"), body, Direction.REQUEST);
        earlier.path("responses").properties().forEach(response -> {
            JsonNode answer = later.path("responses").path(response.getKey());
            if (!response.getKey().startsWith("2")) {
                return;
            }
            if (answer.isMissingNode()) {
                breaking.add(name + " no longer answers " + response.getKey());
            } else {
                content(name + " " + response.getKey(), response.getValue(), answer, Direction.ANSWER);
            }
        });
    }

    private static Set<String> scopes(JsonNode operation) {
        Set<String> scopes = new TreeSet<>();
        operation
                .path("security")
                .forEach(each -> each.forEach(list -> list.forEach(scope -> scopes.add(scope.asString()))));
        return scopes;
    }

    private void parameters(String name, JsonNode earlier, JsonNode later) {
        for (JsonNode parameter : earlier.path("parameters")) {
            JsonNode same = same(parameter, later);
            String what = name + " parameter " + parameter.path("name").asString();
            if (same == null) {
                breaking.add(what + " is gone");
            } else {
                schema(what, parameter.path("schema"), same.path("schema"), Direction.REQUEST);
            }
        }
        for (JsonNode parameter : later.path("parameters")) {
            JsonNode same = same(parameter, earlier);
            if (parameter.path("required").asBoolean(false)
                    && (same == null || !same.path("required").asBoolean(false))) {
                breaking.add(name + " parameter " + parameter.path("name").asString() + " is required");
            }
        }
    }

    private static @Nullable JsonNode same(JsonNode parameter, JsonNode operation) {
        for (JsonNode other : operation.path("parameters")) {
            if (other.path("name").equals(parameter.path("name"))
                    && other.path("in").equals(parameter.path("in"))) {
                return other;
            }
        }
        return null;
    }

    private void content(String where, JsonNode earlier, JsonNode later, Direction direction) {
        for (Map.Entry<String, JsonNode> type : earlier.path("content").properties()) {
            JsonNode same = later.path("content").path(type.getKey());
            if (same.isMissingNode()) {
                breaking.add(where + " is no longer " + type.getKey());
            } else {
                schema(where, type.getValue().path("schema"), same.path("schema"), direction);
            }
        }
    }

    private void schema(String where, JsonNode earlierRef, JsonNode laterRef, Direction direction) {
        String reference = reference(earlierRef);
        if (!reference.isEmpty() && !seen.add(direction + " " + reference + " " + reference(laterRef))) {
            types(where, types(before, earlierRef), types(now, laterRef), direction);
            return; // the rest was compared before, or is being compared: a cycle ends here
        }
        JsonNode earlier = resolved(before, earlierRef);
        JsonNode later = resolved(now, laterRef);
        types(where, types(before, earlierRef), types(now, laterRef), direction);
        values(where, earlier, later, direction);
        if (direction == Direction.REQUEST) {
            limits(where, earlier, later);
        }
        earlier.path("properties").properties().forEach(property -> {
            JsonNode same = later.path("properties").path(property.getKey());
            String field = where + " " + property.getKey();
            if (same.isMissingNode()) {
                breaking.add(field + " is gone");
            } else {
                schema(field, property.getValue(), same, direction);
            }
        });
        Set<String> required = words(earlier.path("required"));
        Set<String> requiredNow = words(later.path("required"));
        if (direction == Direction.REQUEST) {
            requiredNow.removeAll(required);
            requiredNow.forEach(field -> breaking.add(where + " " + field + " is required"));
        } else {
            required.removeAll(requiredNow);
            required.stream()
                    .filter(field -> later.path("properties").has(field))
                    .forEach(field -> breaking.add(where + " " + field + " may be missing"));
        }
        if (earlier.has("items")) {
            schema(where + "[]", earlier.path("items"), later.path("items"), direction);
        }
    }

    /** Of a request every value must still be taken, and of an answer none may come that could not come before. */
    private void types(String where, Set<String> earlier, Set<String> later, Direction direction) {
        Set<String> wide = direction == Direction.REQUEST ? later : earlier;
        Set<String> others = new TreeSet<>(direction == Direction.REQUEST ? earlier : later);
        others.removeAll(wide);
        if (!wide.isEmpty() && !others.isEmpty()) {
            breaking.add(where + (direction == Direction.REQUEST ? " can no longer be " : " can be ") + others);
        }
    }

    private void values(String where, JsonNode earlier, JsonNode later, Direction direction) {
        JsonNode wide = direction == Direction.REQUEST ? later : earlier;
        JsonNode narrow = direction == Direction.REQUEST ? earlier : later;
        if (wide.has("enum")) {
            Set<String> values = words(narrow.path("enum"));
            values.removeAll(words(wide.path("enum")));
            if (!narrow.has("enum") || !values.isEmpty()) {
                breaking.add(where
                        + (direction == Direction.REQUEST ? " can no longer be " : " can be ")
                        + (values.isEmpty() ? "anything" : values));
            }
        }
        if (!earlier.path("format").equals(later.path("format"))) {
            breaking.add(where + " has another format");
        }
    }

    private void limits(String where, JsonNode earlier, JsonNode later) {
        for (String limit : LOWER) {
            if (later.has(limit)
                    && (!earlier.has(limit)
                            || later.path(limit)
                                            .decimalValue()
                                            .compareTo(earlier.path(limit).decimalValue())
                                    > 0)) {
                breaking.add(where + " has a higher " + limit);
            }
        }
        for (String limit : UPPER) {
            if (later.has(limit)
                    && (!earlier.has(limit)
                            || later.path(limit)
                                            .decimalValue()
                                            .compareTo(earlier.path(limit).decimalValue())
                                    < 0)) {
                breaking.add(where + " has a lower " + limit);
            }
        }
        if (later.has("pattern") && !later.path("pattern").equals(earlier.path("pattern"))) {
            breaking.add(where + " has another pattern");
        }
    }

    private static Set<String> types(JsonNode contract, JsonNode schema) {
        Set<String> types = new TreeSet<>();
        if (schema.has("$ref")) {
            types.addAll(types(contract, resolved(contract, schema)));
        }
        types.addAll(words(schema.path("type")));
        for (String alternatives : ALTERNATIVES) {
            schema.path(alternatives).forEach(each -> types.addAll(types(contract, each)));
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static Set<String> words(JsonNode node) {
        Set<String> words = new TreeSet<>();
        if (node.isArray()) {
            node.forEach(each -> words.add(each.asString()));
        } else if (node.isString()) {
            words.add(node.asString());
        }
        return words;
    }

    /** What it, or one of its alternatives, refers to; empty when it says itself what it is. */
    private static String reference(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        for (String alternatives : ALTERNATIVES) {
            for (JsonNode each : schema.path(alternatives)) {
                reference = reference.isEmpty() ? reference(each) : reference;
            }
        }
        return reference;
    }

    /** What a schema is where it is something: an alternative of nothing is a matter of its types. */
    private static JsonNode resolved(JsonNode contract, JsonNode schema) {
        if (schema.has("$ref")) {
            return resolved(contract, contract.at(schema.path("$ref").asString().substring(1)));
        }
        for (String alternatives : ALTERNATIVES) {
            for (JsonNode each : schema.path(alternatives)) {
                if (!each.path("type").asString("").equals("null")) {
                    return resolved(contract, each);
                }
            }
        }
        return schema;
    }

    /** Which way a value goes. */
    private enum Direction {
        REQUEST,
        ANSWER
    }
}
