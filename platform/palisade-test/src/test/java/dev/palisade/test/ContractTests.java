package dev.palisade.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestService.Request;
import dev.palisade.test.TestService.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ContractTests {

    private static final Contract SHELF = new Contract(JsonMapper.shared().readTree("""
            {
              "paths": {
                "/books": {
                  "get": {
                    "parameters": [
                      {"name": "ids", "in": "query", "required": true,
                       "schema": {"type": "array", "items": {"type": "string"}}},
                      {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 9}}
                    ],
                    "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {
                      "$ref": "#/components/schemas/Book"}}}}}
                  }
                },
                "/books/{id}": {
                  "put": {
                    "parameters": [{"name": "id", "in": "path", "schema": {"type": "string", "format": "uuid"}}],
                    "requestBody": {"required": true, "content": {"application/json": {"schema": {
                      "$ref": "#/components/schemas/Book"}}}},
                    "responses": {
                      "204": {"description": "ok"},
                      "409": {"description": "`taken`: when somebody has it."},
                      "default": {"content": {"application/problem+json": {"schema": {
                        "$ref": "#/components/schemas/Problem"}}}}
                    }
                  }
                }
              },
              "components": {"schemas": {
                "Book": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
                "Problem": {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}
              }}
            }"""));

    private static final String BOOK = "/books/9b2f7c1e-3c58-4a8e-9a51-0d5f6c1a7e11";

    @Test
    void exchangeWhenAsPromisedThenNothingIsSaid() {
        Request read = request("GET", "/books?ids=a,b&size=3", "");
        Request write = request("PUT", BOOK, "{\"title\": \"Emma\"}");

        assertThat(SHELF.breaches(read)).isEmpty();
        assertThat(SHELF.breaches(write)).isEmpty();
        assertThat(SHELF.breaches(read, Response.ok("{\"title\": \"Emma\"}"))).isEmpty();
        assertThat(SHELF.breaches(write, new Response(204, ""))).isEmpty();
        assertThat(SHELF.breaches(write, new Response(409, "{\"type\": \"urn:palisade:problem:taken\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET    | /shelves                     | ``                              | is no operation",
                "DELETE | /books/1                     | ``                              | is no operation",
                "GET    | /books                       | ``                              | ids is missing",
                "GET    | /books?ids=a&colour=red      | ``                              | colour is no parameter",
                "GET    | /books?ids=a&size=10         | ``                              | maximum",
                "GET    | /books?ids=a&size=many       | ``                              | GET /books",
                "GET    | /books?ids=a                 | {}                              | a body is not",
                "PUT    | /books/1                     | {\"title\": \"Emma\"}           | uuid",
                "PUT    | " + BOOK + "                 | ``                              | the body is missing",
                "PUT    | " + BOOK + "                 | {}                              | title",
                "PUT    | " + BOOK + "                 | {\"title\": 1}                  | string",
                "PUT    | " + BOOK + "                 | {\"title\": \"a\", \"isbn\": 1} | isbn",
            })
    void requestWhenTheServiceWouldNotTakeItThenSaysWhy(String method, String target, String body, String why) {
        assertThat(SHELF.breaches(request(method, target, body)))
                .singleElement()
                .asString()
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {\"title\": \"Emma\"}                   | does not answer 200",
                "204 | {\"title\": \"Emma\"}                   | a body is not",
                "409 | {\"type\": \"urn:palisade:problem:lost\"} | answers 409 for 'lost'",
                "503 | {\"status\": 503}                       | type",
                "503 | ``                                      | PUT /books/{id}",
            })
    void answerWhenTheServiceWouldNotGiveItThenSaysWhy(int status, String body, String why) {
        assertThat(SHELF.breaches(request("PUT", BOOK, "{\"title\": \"Emma\"}"), new Response(status, body)))
                .isNotEmpty()
                .first()
                .asString()
                .contains(why);
    }

    private static Request request(String method, String target, String body) {
        return new Request(
                method,
                URI.create(target),
                Map.of("Content-Type", List.of("application/json")),
                body,
                TestPlatform.identity("cart-service").chain().getFirst(),
                0);
    }
}
