package dev.palisade.verify.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes up JSON values: such as a schema allows, such as are a little wrong, and such as are wrong altogether. */
final class Values {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Texts of many forms; for a pattern one of those that match is taken. */
    private static final List<String> TEXTS = List.of(
            "a",
            "kettle",
            "table-ware",
            "A_b-9",
            "Teapot, blue",
            "Ünïcödé ☕ 茶",
            "x".repeat(40),
            "x".repeat(43), // the form of a visitor's secret, and nobody's
            "x".repeat(100),
            "csv",
            "json",
            "EUR",
            "EUR",
            "USD",
            "JPY",
            "XAU",
            "ZZZ",
            "19.90",
            "0.01",
            "-1.00",
            "0",
            "5",
            "12.345",
            "9.9999",
            "999999999999.9999",
            "01/30",
            "12/99",
            "02/20",
            "123",
            "0000",
            "4242424242424242",
            "4000000000000002",
            "4000000000009995",
            "371449635398431",
            "4242424242424241",
            "000000000000",
            "\"7\"",
            "W/\"7\"",
            "*",
            "\"1\", W/\"2\"",
            "\"\"");

    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "undefined",
            "NaN",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "0x10",
            "00000000-0000-0000-0000-000000000000",
            "00000000-0000-4000-8000-00000000000",
            "{00000000-0000-4000-8000-000000000000}",
            "1-1-1-1-1",
            "' or '1'='1",
            "\"; drop table product; --",
            "=HYPERLINK(\"http://example.org\")",
            "<script>alert(1)</script>",
            "${jndi:ldap://127.0.0.1/a}",
            "#{7*7}",
            "../../etc/passwd",
            "a\u0000b",
            "a\r\nX-Injected: yes",
            "\u202Eabc",
            "\uFEFFabc",
            "\uD83D\uDE00",
            "e\u0301".repeat(60),
            "%s%n%x",
            "x".repeat(1_001),
            "x".repeat(10_000));

    private static final List<BigDecimal> ODD_NUMBERS = List.of(
            BigDecimal.ZERO,
            BigDecimal.ONE.negate(),
            new BigDecimal("0.5"),
            new BigDecimal("1.0"),
            new BigDecimal("100"),
            new BigDecimal("101"),
            new BigDecimal(Integer.MAX_VALUE),
            new BigDecimal(BigInteger.ONE.shiftLeft(31)),
            new BigDecimal(BigInteger.ONE.shiftLeft(63)),
            new BigDecimal("-2147483649"),
            new BigDecimal("1e400"),
            new BigDecimal("1e-400"),
            new BigDecimal("123456789012345678901234567890.123456789"));

    private final Random random;
    private final Known known;

    Values(Random random, Known known) {
        this.random = random;
        this.known = known;
    }

    /** A value that the schema allows. */
    JsonNode valid(String name, JsonNode schema) {
        return valid(name, schema, schema.path("components"));
    }

    private JsonNode valid(String name, JsonNode schema, JsonNode components) {
        if (schema.has("$ref")) {
            String reference = schema.path("$ref").asString();
            String type = reference.substring(reference.lastIndexOf('/') + 1);
            return valid(type, components.path("schemas").path(type), components);
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        return switch (type(schema)) {
            case "object" -> object(schema, components);
            case "array" -> array(name, schema, components);
            case "integer" -> JSON.numberNode(integer(schema));
            case "number" -> JSON.numberNode(new BigDecimal("19.00"));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.stringNode(text(name, schema));
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asString() : type.asString("string");
    }

    private ObjectNode object(JsonNode schema, JsonNode components) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(each -> required.add(each.asString()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (required.contains(property.getKey()) || random.nextInt(4) > 0) {
                object.set(property.getKey(), valid(property.getKey(), property.getValue(), components));
            }
        }
        return object;
    }

    private ArrayNode array(String name, JsonNode schema, JsonNode components) {
        ArrayNode array = JSON.arrayNode();
        int least = Math.max(1, schema.path("minItems").asInt(0));
        int size = least + random.nextInt(2);
        for (int i = 0; i < size; i++) {
            array.add(valid(name, schema.path("items"), components));
        }
        return array;
    }

    private long integer(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(least + 50);
        return switch (random.nextInt(5)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextLong(Math.min(most - least, 5) + 1);
        };
    }

    private String text(String name, JsonNode schema) {
        String thing = known.one(name, random);
        if (thing != null && random.nextInt(5) > 0) {
            return thing;
        }
        if (schema.path("format").asString("").equals("uuid")) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        Pattern pattern = Pattern.compile(schema.path("pattern").asString(""));
        int longest = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        List<String> fitting = TEXTS.stream()
                .filter(text ->
                        text.length() <= longest && pattern.matcher(text).find())
                .toList();
        if (fitting.isEmpty()) {
            throw new IllegalStateException("No text is known that matches " + pattern);
        }
        return fitting.get(random.nextInt(fitting.size()));
    }

    /** A text that no contract expects. */
    String oddText() {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }

    /** The same with one thing wrong somewhere in it. */
    JsonNode spoiled(JsonNode value) {
        JsonNode copy = value.deepCopy();
        List<JsonNode> containers = new ArrayList<>();
        collect(copy, containers);
        if (containers.isEmpty() || random.nextInt(10) == 0) {
            return odd();
        }
        switch (containers.get(random.nextInt(containers.size()))) {
            case ObjectNode object -> spoil(object);
            case ArrayNode array -> spoil(array);
            default -> throw new IllegalStateException("Only objects and arrays hold values.");
        }
        return copy;
    }

    private void spoil(ObjectNode object) {
        List<String> names = object.propertyNames().stream().toList();
        if (names.isEmpty() || random.nextInt(6) == 0) {
            object.set("unknownField", odd());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(5)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name.toUpperCase(Locale.ROOT), object.remove(name));
            default -> object.set(name, odd());
        }
    }

    private void spoil(ArrayNode array) {
        switch (random.nextInt(4)) {
            case 0 -> array.removeAll();
            case 1 -> {
                JsonNode again = array.isEmpty() ? odd() : array.get(0);
                for (int i = 0; i < 150; i++) {
                    array.add(again);
                }
            }
            default -> array.add(odd());
        }
    }

    /** Any value at all. */
    JsonNode odd() {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.arrayNode();
            case 3 -> JSON.objectNode();
            case 4 -> JSON.arrayNode().add(odd());
            case 5, 6 -> JSON.numberNode(ODD_NUMBERS.get(random.nextInt(ODD_NUMBERS.size())));
            default -> JSON.stringNode(oddText());
        };
    }

    private static void collect(JsonNode value, List<JsonNode> containers) {
        if (value.isObject() || value.isArray()) {
            containers.add(value);
            value.forEach(inner -> collect(inner, containers));
        }
    }
}
