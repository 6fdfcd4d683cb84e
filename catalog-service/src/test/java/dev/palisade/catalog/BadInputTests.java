package dev.palisade.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class BadInputTests {

    private static final String PRODUCTS = "/api/catalog/products";
    private static final String GOOD = """
            {"sku":"BAD-1","name":"A thing","description":"For a test.","category":"test-things",\
            "price":{"amount":"1.00","currency":"EUR"},"stock":1}""";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
    private CatalogClient client;
    private String before = "";

    @BeforeEach
    void connect() {
        client = new CatalogClient(port);
        before = database.checksum();
    }

    @AfterEach
    void nothingHasChanged() {
        client.close();
        assertThat(database.checksum()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=-1",
                "page=10001",
                "page=99999999999999",
                "page=1.5",
                "page=x",
                "size=0",
                "size=101",
                "size=-5",
                "query=a%00b",
                "query=%0A",
                "category=%00",
                "page=1&page=2",
                "query=a&query=b",
                "order=name",
                "Page=1"
            })
    void listWhenParameterDoesNotFitThenInvalidValue(String query) throws IOException {
        assertProblem(client.read(PRODUCTS + "?" + query), 400, "invalid-value");
    }

    @Test
    void listWhenQueryIsTooLongThenInvalidValue() throws IOException {
        assertThat(client.read(PRODUCTS + "?query=" + "a".repeat(100)).status()).isEqualTo(200);
        assertProblem(client.read(PRODUCTS + "?query=" + "a".repeat(101)), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1-1-1-1-1", "8c46ae4790514-9c5a107ef1d57480415", "x'or'1'='1"})
    void readWhenIdIsNoUuidThenInvalidValue(String id) throws IOException {
        assertProblem(client.read(PRODUCTS + "/" + id), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ids=", "ids=1", "other=1"})
    void cartReadsWhenIdsDoNotFitThenInvalidValue(String query) throws IOException {
        assertProblem(client.cartReads("/internal/products?" + query), 400, "invalid-value");
    }

    @Test
    void cartReadsWhenTooManyIdsThenInvalidValue() throws IOException {
        String id = "8c46ae47-9051-49c5-a107-ef1d57480415";
        assertThat(client.cartReads("/internal/products?ids=" + (id + ",").repeat(99) + id)
                        .status())
                .isEqualTo(200);
        assertProblem(client.cartReads("/internal/products?ids=" + (id + ",").repeat(100) + id), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"sku\":\"BAD-1\"} {}",
                "{\"sku\":\"BAD-1\",\"sku\":\"BAD-2\"}"
            })
    void addWhenBodyIsNotTheObjectThenMalformedBody(String json) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, json), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"stock\":1,\"id\":\"8c46ae47-9051-49c5-a107-ef1d57480415\"",
                "\"stock\":\"1\"",
                "\"stock\":1.5",
                "\"stock\":true",
                "\"stock\":99999999999",
                "\"stock\":[1]"
            })
    void addWhenFieldIsUnknownOrOfAnotherTypeThenMalformedBody(String stock) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, GOOD.replace("\"stock\":1", stock)), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"bad 1\"", "\"\"", "\"bad-1\"", "\"A--B\"", "1", "{\"value\":\"BAD-1\"}", "\"BAD-1\\u0000\""})
    void addWhenNumberHasAnotherFormThenMalformedBody(String sku) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, GOOD.replace("\"BAD-1\"", sku)), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":1.00,\"currency\":\"EUR\"}",
                "{\"amount\":\"1.001\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1\",\"currency\":\"Euro\"}",
                "{\"amount\":\"1e2\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1\"}",
                "\"1 EUR\""
            })
    void addWhenPriceIsNoMoneyThenMalformedBody(String price) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, withPrice(price)), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"amount\":\"0\",\"currency\":\"EUR\"}",
                "{\"amount\":\"-1\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1\",\"currency\":\"USD\"}"
            })
    void addWhenPriceIsNotAPriceThenInvalidValue(String price) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, withPrice(price)), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \"", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\ud800\""})
    void addWhenNameIsNoPlainTextThenInvalidValue(String name) throws IOException {
        assertProblem(client.change("POST", PRODUCTS, GOOD.replace("\"A thing\"", name)), 400, "invalid-value");
    }

    @Test
    void addWhenTextIsTooLongThenInvalidValue() throws IOException {
        assertProblem(client.change("POST", PRODUCTS, GOOD.replace("A thing", "x".repeat(121))), 400, "invalid-value");
        assertProblem(
                client.change("POST", PRODUCTS, GOOD.replace("For a test.", "x".repeat(1001))), 400, "invalid-value");
        assertProblem(
                client.change("POST", PRODUCTS, GOOD.replace("test-things", "x".repeat(41))), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000001", "null"})
    void addWhenStockIsOutOfRangeThenInvalidValue(String stock) throws IOException {
        assertProblem(
                client.change("POST", PRODUCTS, GOOD.replace("\"stock\":1", "\"stock\":" + stock)),
                400,
                "invalid-value");
    }

    @Test
    void addWhenBodyIsNoUtf8ThenMalformedBody() throws IOException {
        byte[] bytes = GOOD.replace("A thing", "A th\u00edng").getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(
                client.changing("POST", PRODUCTS)
                        .body("application/json", bytes)
                        .send(),
                400,
                "malformed-body");
    }

    @Test
    void addWhenAnotherMediaTypeThenUnsupported() throws IOException {
        for (String type : new String[] {"text/plain", "application/xml", "application/x-www-form-urlencoded"}) {
            assertProblem(
                    client.changing("POST", PRODUCTS)
                            .body(type, GOOD.getBytes(StandardCharsets.UTF_8))
                            .send(),
                    415,
                    "unsupported-media-type");
        }
    }

    @Test
    void requestWhenMethodIsNotOfferedThenMethodNotAllowed() throws IOException {
        Answer answer = client.changing("DELETE", PRODUCTS).send();
        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.header("Allow")).contains("GET", "POST");
    }

    @Test
    void readWhenNothingAcceptableThenNotAcceptable() throws IOException {
        assertProblem(client.reading(PRODUCTS).header("Accept", "text/html").send(), 406, "not-acceptable");
    }

    @Test
    void requestWhenPathIsUnknownThenNotFound() throws IOException {
        assertProblem(client.read("/api/catalog"), 404, "not-found");
        assertProblem(client.read("/actuator/env"), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "\"1\"", "1.0", "null", "[1]"})
    void reserveWhenQuantityDoesNotFitThenRefused(String quantity) throws IOException {
        Answer answer = client.reserve(
                "alice",
                "33333333-3333-4333-8333-333333333333",
                "{\"productId\":\"8c46ae47-9051-49c5-a107-ef1d57480415\",\"quantity\":" + quantity + "}");
        assertProblem(answer, 400, quantity.equals("null") ? "invalid-value" : "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void reserveWhenItemsAreMissingThenInvalidValue(String items) throws IOException {
        assertProblem(client.reserve("alice", "33333333-3333-4333-8333-333333333333", items), 400, "invalid-value");
    }

    private static String withPrice(String price) {
        return GOOD.replace("{\"amount\":\"1.00\",\"currency\":\"EUR\"}", price);
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
}
