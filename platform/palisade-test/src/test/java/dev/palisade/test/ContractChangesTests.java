package dev.palisade.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each kind of change that breaks a caller is found, and its harmless twin is not. */
class ContractChangesTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String CONTRACT = """
            {"paths": {
              "/orders": {
                "get": {
                  "security": [{"palisade": ["orders"]}],
                  "parameters": [
                    {"name": "size", "in": "query", "required": false,
                     "schema": {"type": "integer", "minimum": 1, "maximum": 100}}],
                  "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}},
                    "404": {"description": "no"}}},
                "post": {
                  "parameters": [{"name": "Idempotency-Key", "in": "header", "required": false,
                                  "schema": {"type": "string", "maxLength": 100}}],
                  "requestBody": {"required": false,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Purchase"}}}},
                  "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}}}},
             "components": {"schemas": {
               "Page": {"type": "object", "required": ["items"],
                 "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}}},
               "Order": {"type": "object", "required": ["id", "status"],
                 "properties": {
                   "id": {"type": "string", "format": "uuid"},
                   "status": {"type": "string", "enum": ["PLACED", "PAID"]},
                   "parent": {"anyOf": [{"$ref": "#/components/schemas/Order"}, {"type": "null"}]}}},
               "Purchase": {"type": "object", "required": ["token"],
                 "properties": {
                   "token": {"type": "string", "pattern": "[a-z]+", "minLength": 1},
                   "gift": {"type": ["boolean", "null"]},
                   "speed": {"type": "string", "enum": ["slow", "fast"]}}}}}}
            """;

    static Stream<Arguments> breaking() {
        return Stream.of(
                change("\"get\": {", "\"put\": {", "get /orders is gone"),
                change("[\"orders\"]", "[\"admin\"]", "get /orders needs another scope: [admin]"),
                change("{\"name\": \"size\"", "{\"name\": \"length\"", "get /orders parameter size is gone"),
                change(
                        "\"in\": \"query\", \"required\": false",
                        "\"in\": \"query\", \"required\": true",
                        "get /orders parameter size is required"),
                change("\"minimum\": 1", "\"minimum\": 2", "get /orders parameter size has a higher minimum"),
                change("\"maximum\": 100", "\"maximum\": 99", "get /orders parameter size has a lower maximum"),
                change("\"200\": {", "\"202\": {", "get /orders no longer answers 200"),
                change(
                        "\"200\": {\"content\": {\"application/json\"",
                        "\"200\": {\"content\": {\"text/csv\"",
                        "get /orders 200 is no longer application/json"),
                change(
                        "\"requestBody\": {\"required\": false",
                        "\"requestBody\": {\"required\": true",
                        "post /orders needs a body"),
                change(
                        "\"id\": {\"type\": \"string\"",
                        "\"number\": {\"type\": \"string\"",
                        "get /orders 200 items[] id is gone"),
                change(
                        "\"required\": [\"id\", \"status\"]",
                        "\"required\": [\"id\"]",
                        "get /orders 200 items[] status may be missing"),
                change("\"format\": \"uuid\"", "\"format\": \"uri\"", "get /orders 200 items[] id has another format"),
                change(
                        "\"status\": {\"type\": \"string\"",
                        "\"status\": {\"type\": [\"string\", \"null\"]",
                        "get /orders 200 items[] status can be [null]"),
                change(
                        "[\"PLACED\", \"PAID\"]",
                        "[\"PLACED\", \"PAID\", \"LOST\"]",
                        "get /orders 200 items[] status can be [LOST]"),
                change(", \"enum\": [\"PLACED\", \"PAID\"]", "", "get /orders 200 items[] status can be anything"),
                change(
                        "\"required\": [\"token\"]",
                        "\"required\": [\"token\", \"speed\"]",
                        "post /orders body speed is required"),
                change("\"gift\": {", "\"present\": {", "post /orders body gift is gone"),
                change("[\"boolean\", \"null\"]", "\"boolean\"", "post /orders body gift can no longer be [null]"),
                change("[\"slow\", \"fast\"]", "[\"slow\"]", "post /orders body speed can no longer be [fast]"),
                change("[a-z]+", "[a-z]{3}", "post /orders body token has another pattern"),
                change("\"minLength\": 1", "\"minLength\": 3", "post /orders body token has a higher minLength"));
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                change("\"paths\": {", "\"paths\": {\"/new\": {\"get\": {\"responses\": {}}},", ""),
                change("\"404\": {", "\"410\": {", ""),
                change("\"minimum\": 1", "\"minimum\": 0", ""),
                change("\"maximum\": 100", "\"maximum\": 1000", ""),
                change(
                        "\"parameters\": [{\"name\": \"Idempotency-Key\"",
                        "\"parameters\": [{\"name\": \"Lang\", \"in\": \"header\", \"schema\": {}}, {\"name\": \"Idempotency-Key\"",
                        ""),
                change("\"id\": {\"type\"", "\"extra\": {\"type\": \"string\"}, \"id\": {\"type\"", ""),
                change("\"required\": [\"id\", \"status\"]", "\"required\": [\"id\", \"status\", \"parent\"]", ""),
                change("[\"PLACED\", \"PAID\"]", "[\"PLACED\"]", ""),
                change("\"required\": [\"token\"]", "\"required\": []", ""),
                change("\"gift\": {", "\"note\": {\"type\": \"string\"}, \"gift\": {", ""),
                change("[\"slow\", \"fast\"]", "[\"slow\", \"fast\", \"faster\"]", ""),
                change(", \"minLength\": 1", "", ""));
    }

    @Test
    void contractWhenItIsTheSameThenNothingBreaks() {
        assertThat(ContractChanges.breaking(read(CONTRACT), read(CONTRACT))).isEmpty();
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("breaking")
    void contractWhenACallerIsBrokenThenSaysHow(String written, String instead, String sentence) {
        assertThat(ContractChanges.breaking(read(CONTRACT), changed(written, instead)))
                .contains(sentence);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("harmless")
    void contractWhenNobodyIsBrokenThenNothingIsSaid(String written, String instead, String nothing) {
        assertThat(ContractChanges.breaking(read(CONTRACT), changed(written, instead)))
                .as(nothing)
                .isEmpty();
    }

    @Test
    void contractWhenAnOperationHadAnEndThenItMayGoAfterThatDay() {
        JsonNode now = changed("\"get\": {", "\"put\": {");
        for (String day : List.of("2026-06-01", "2126-06-01")) {
            JsonNode released = changed("\"get\": {", "\"get\": {\"x-sunset\": \"" + day + "\",");
            assertThat(ContractChanges.breaking(released, now).contains("get /orders is gone"))
                    .as(day)
                    .isEqualTo(day.startsWith("2126"));
        }
    }

    private static JsonNode changed(String written, String instead) {
        assertThat(CONTRACT).contains(written);
        int at = CONTRACT.indexOf(written);
        return read(CONTRACT.substring(0, at) + instead + CONTRACT.substring(at + written.length()));
    }

    private static JsonNode read(String contract) {
        return JSON.readTree(contract);
    }

    private static Arguments change(String written, String instead, String sentence) {
        return Arguments.of(written, instead, sentence);
    }
}
