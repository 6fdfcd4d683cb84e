package dev.palisade.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.gateway.GatewayTest;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What no contract names does not come in; each refusal stands beside a request that does. */
class ContractTests extends GatewayTest {

    private static final String ITEM = "/api/cart/items/00000000-0000-4000-8000-000000000001";
    private static final String PRODUCT = """
            {"sku":"NE-100","name":"Kettle","description":"Boils","category":"kitchen","price":%s,"stock":3}
            """;

    @Autowired
    private Contracts contracts;

    @Test
    void contractsWhenReadThenEveryOperationIsFoundByItsOwnPath() {
        assertThat(contracts.operations())
                .hasSizeGreaterThan(10)
                .allSatisfy(operation -> assertThat(operation.path()).startsWith("/api/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?query=tea",
                "?query=tea&category=kitchen&page=1&size=100",
                "?query=",
                "?page=0",
                "?query=%C3%A4"
            })
    void queryWhenDeclaredThenForwarded(String query) throws IOException {
        assertThat(client.request("GET", "/api/catalog/products" + query).send().status())
                .isEqualTo(200);
        assertThat(CATALOG.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "?debug=true,There is a parameter that is not known here.",
                "?Query=tea,There is a parameter that is not known here.",
                "?query=tea&query=pot,'query' is given more than once.",
                "?page=1&page=1,'page' is given more than once.",
                "?page=one,'page' is not of the right type.",
                "?page=1.0,'page' is not of the right type.",
                "?page=,'page' is not of the right type.",
                "?page=99999999999999999999,'page' is not of the right type.",
                "?page=-1,'page' must be greater than or equal to 0.",
                "?size=101,'size' must be less than or equal to 100.",
                "?query=a%0Ab,'query' does not have the form that is expected.",
                "?=x,malformed-request",
                "?query=%,malformed-request",
                "?query=%zz,malformed-request",
                "?query=%c0%af,malformed-request"
            })
    void queryWhenNotDeclaredThenRefused(String query, String detail) throws IOException {
        String answer = raw().request("GET", "/api/catalog/products" + query);
        assertThat(Raw.status(answer)).isEqualTo(400);
        assertThat(answer).contains("urn:palisade:problem:");
        assertThat(answer).contains(detail);
        assertNothingForwarded();
    }

    @Test
    void queryWhenTooLongThenRefused() throws IOException {
        TestClient.Answer answer = client.request("GET", "/api/catalog/products?query=" + "a".repeat(101))
                .send();
        assertProblem(answer, 400, "invalid-value");
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo("query");
        assertNothingForwarded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1-1-1-1", "1", "00000000-0000-4000-8000-00000000000g", "%20"})
    void pathWhenNotOfItsTypeThenRefused(String id) throws IOException {
        assertProblem(client.request("GET", "/api/catalog/products/" + id).send(), 400, "invalid-value");
        assertNothingForwarded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"quantity\":1}", " { \"quantity\" : 99 } ", "\r\n{\"quantity\":1}\n"})
    void bodyWhenDeclaredThenForwardedByteForByte(String body) throws IOException {
        assertThat(put(body, "application/json").status()).isEqualTo(200);
        assertThat(CART.requests().getFirst().body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"quantity\":1,\"price\":0}|malformed-body|The field 'price' is not known here.",
                "{\"Quantity\":1}|malformed-body|The field 'Quantity' is not known here.",
                "{\"quantity\":\"1\"}|malformed-body|The field 'quantity' has a value that does not fit.",
                "{\"quantity\":1.5}|malformed-body|The field 'quantity' has a value that does not fit.",
                "{\"quantity\":null}|malformed-body|The field 'quantity' has a value that does not fit.",
                "{\"quantity\":[1]}|malformed-body|The field 'quantity' has a value that does not fit.",
                "{\"quantity\":1,\"quantity\":2}|malformed-body|It is not well-formed JSON.",
                "{\"quantity\":1}{}|malformed-body|It is not well-formed JSON.",
                "{\"quantity\":1|malformed-body|It is not well-formed JSON.",
                "{\"quantity\":01}|malformed-body|It is not well-formed JSON.",
                "{\"quantity\":NaN}|malformed-body|It is not well-formed JSON.",
                "{quantity:1}|malformed-body|It is not well-formed JSON.",
                "[]|malformed-body|It is not what is expected here.",
                "1|malformed-body|It is not what is expected here.",
                "null|malformed-body|It is not what is expected here.",
                "{\"quantity\":0}|invalid-value|'quantity' must be greater than or equal to 1.",
                "{\"quantity\":100}|invalid-value|'quantity' must be less than or equal to 99.",
                "{\"quantity\":1e30}|malformed-body|A number in it is out of all bounds.",
                "{\"quantity\":1e400}|malformed-body|The field 'quantity' has a value that does not fit.",
                "{\"quantity\":123456789012345678901234567890.5}|malformed-body|A number in it is out of all bounds.",
                "{\"quantity\":99999999999999999999}|invalid-value|'quantity' must be less than or equal to 99."
            })
    void bodyWhenNotDeclaredThenRefused(String body, String problem, String detail) throws IOException {
        TestClient.Answer answer = put(body, "application/json");
        assertProblem(answer, 400, problem);
        assertThat(answer.json().path("detail").asString()).isEqualTo(detail);
        assertNothingForwarded();
    }

    @Test
    void bodyWhenDeeplyNestedThenRefusedAtOnce() throws IOException {
        for (int depth : new int[] {17, 5000, 30_000}) {
            assertProblem(put("[".repeat(depth) + "]".repeat(depth), "application/json"), 400, "malformed-body");
        }
        assertNothingForwarded();
    }

    @Test
    void bodyWhenNotUtf8ThenRefused() throws IOException {
        byte[][] bodies = {
            "{\"quantity\":1}".getBytes(StandardCharsets.UTF_16),
            "{\"quantity\":1}".getBytes(StandardCharsets.UTF_16LE),
            {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'},
            {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}
        };
        for (byte[] body : bodies) {
            assertProblem(
                    client.request("PUT", ITEM)
                            .bearer(token(person()).sign())
                            .body("application/json", body)
                            .send(),
                    400,
                    "malformed-body");
        }
        assertNothingForwarded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/json-patch+json",
                "application/json; charset=utf-16",
                "application/json; charset=nonsense",
                "application/json, text/plain",
                "*/*",
                "nonsense"
            })
    void bodyWhenOfAnotherTypeThenRefused(String type) throws IOException {
        assertProblem(put("{\"quantity\":1}", type), 415, "unsupported-media-type");
        assertNothingForwarded();
    }

    @Test
    void bodyWhenTheContractNamesTextThenItOnlyMustBeUtf8() throws IOException {
        byte[] csv = "sku,name\nGA-1,Größe".getBytes(StandardCharsets.UTF_8);
        for (String type : new String[] {"text/csv", "text/csv;charset=utf-8"}) {
            assertThat(send("/api/catalog/import", type, csv).status()).isEqualTo(200);
            assertThat(CATALOG.requests().getLast().body()).isEqualTo("sku,name\nGA-1,Größe");
        }
        assertThat(send("/api/catalog/import?dryRun=true&partial=false", "text/csv", csv)
                        .status())
                .isEqualTo(200);
        assertThat(CATALOG.requests().getLast().uri().getQuery()).isEqualTo("dryRun=true&partial=false");
        assertThat(send("/api/catalog/import", "application/json", "{\"items\":[1]}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        CATALOG.forget();
        byte[] latin = "Größe".getBytes(StandardCharsets.ISO_8859_1);
        for (String flag : new String[] {"", "1", "yes", "TRUE", "true,false"}) {
            assertProblem(send("/api/catalog/import?dryRun=" + flag, "text/csv", csv), 400, "invalid-value");
        }
        assertProblem(send("/api/catalog/import", "text/csv", latin), 400, "malformed-body");
        assertProblem(send("/api/catalog/import", "text/csv;charset=iso-8859-1", latin), 415, "unsupported-media-type");
        assertProblem(send("/api/catalog/import", "text/plain", csv), 415, "unsupported-media-type");
        assertProblem(send("/api/catalog/products", "text/csv", csv), 415, "unsupported-media-type");
        assertNothingForwarded();
    }

    private TestClient.Answer send(String path, String type, byte[] body) throws IOException {
        return client.request("POST", path)
                .bearer(token(person()).scope("catalog:write").sign())
                .body(type, body)
                .send();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=UTF-8", "APPLICATION/JSON"})
    void bodyWhenJsonThenForwarded(String type) throws IOException {
        assertThat(put("{\"quantity\":1}", type).status()).isEqualTo(200);
    }

    @Test
    void bodyWhenMissingOrNotExpectedThenRefused() throws IOException {
        assertProblem(client.request("PUT", ITEM).bearer(token(person()).sign()).send(), 400, "malformed-body");
        for (String method : new String[] {"GET", "DELETE"}) {
            assertProblem(
                    client.request(method, method.equals("GET") ? "/api/cart" : ITEM)
                            .bearer(token(person()).sign())
                            .json("{}")
                            .send(),
                    400,
                    "malformed-body");
        }
        assertNothingForwarded();
    }

    /** An answer may get fields one day; what has the same shape in a request is closed all the same. */
    @Test
    void bodyWhenInnerObjectHasUnknownFieldThenRefused() throws IOException {
        String price = "{\"amount\":\"1.00\",\"currency\":\"EUR\"%s}";
        String token = token(person()).scope("catalog:write").sign();
        TestClient.Answer answer = client.request("POST", "/api/catalog/products")
                .bearer(token)
                .json(PRODUCT.formatted(price.formatted(",\"discount\":\"0.50\"")))
                .send();
        assertProblem(answer, 400, "malformed-body");
        assertThat(answer.json().path("detail").asString()).isEqualTo("The field 'price.discount' is not known here.");
        assertNothingForwarded();
        assertThat(client.request("POST", "/api/catalog/products")
                        .bearer(token)
                        .json(PRODUCT.formatted(price.formatted("")))
                        .send()
                        .status())
                .isEqualTo(200);
    }

    /** A value may be a card number, and a name may be one too. */
    @Test
    void bodyWhenRefusedThenNothingOfItIsRepeated() throws IOException {
        TestClient.Answer value = client.request("POST", "/api/payments/methods")
                .bearer(token(person()).sign())
                .json("{\"number\":\"4242 4242 4242 4242\",\"expiry\":\"12/30\",\"cvc\":\"987654\"}")
                .send();
        assertProblem(value, 400, "invalid-value");
        assertThat(value.response().body()).contains("number", "cvc").doesNotContain("4242", "987654");
        TestClient.Answer name = client.request("POST", "/api/payments/methods")
                .bearer(token(person()).sign())
                .json("{\"4242 4242 4242 4242\":1,\"expiry\":\"12/30\",\"cvc\":\"123\",\"number\":\"1234567890123\"}")
                .send();
        assertProblem(name, 400, "malformed-body");
        assertThat(name.response().body()).doesNotContain("4242");
    }

    @Test
    void headerWhenGivenTwiceThenRefused() throws IOException {
        String token = "Authorization: Bearer " + token(person()).sign();
        String length = "Content-Length: " + PURCHASE.length();
        for (String twice : new String[] {
            "Idempotency-Key: a\r\nIdempotency-Key: b",
            "Content-Type: application/json\r\nContent-Type: text/plain",
            "If-Match: \"1\"\r\nIf-Match: \"2\""
        }) {
            String type = twice.startsWith("Content-Type") ? "X: y" : "Content-Type: application/json";
            String head = Raw.head("POST", "/api/orders", "localhost:" + port, token, length, type, twice);
            assertThat(Raw.status(raw().send(head + "\r\n" + PURCHASE)))
                    .as(twice)
                    .isEqualTo(400);
        }
        assertNothingForwarded();
        String head = Raw.head(
                "POST",
                "/api/orders",
                "localhost:" + port,
                token,
                length,
                "Content-Type: application/json",
                "Idempotency-Key: a");
        assertThat(Raw.status(raw().send(head + "\r\n" + PURCHASE))).isEqualTo(200);
    }

    @Test
    void headerWhenItIsAConditionThenForwardedAndTheTagComesBack() throws IOException {
        String path = "/api/catalog/products/00000000-0000-4000-8000-000000000001";
        String json = PRODUCT.formatted("{\"amount\":\"1.00\",\"currency\":\"EUR\"}");
        String token = token(person()).scope("catalog:write").sign();
        TestClient.Answer answer = client.request("PUT", path)
                .bearer(token)
                .header("If-Match", "\"7\", \"8\"")
                .json(json)
                .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"7\"");
        assertThat(CATALOG.requests().getFirst().header("If-Match")).isEqualTo("\"7\", \"8\"");
        client.request("GET", path).header("If-None-Match", "\"6\"").send();
        assertThat(CATALOG.requests().getLast().header("If-None-Match")).isEqualTo("\"6\"");
        CATALOG.forget();
        assertProblem(
                client.request("PUT", path)
                        .bearer(token)
                        .header("If-Match", "7")
                        .json(json)
                        .send(),
                400,
                "invalid-value");
        assertNothingForwarded();
    }

    @Test
    void headerWhenDeclaredAndMissingOrWrongThenRefused() throws IOException {
        String refund = "/api/payments/00000000-0000-4000-8000-000000000001/refunds";
        String token = token(person()).scope("payment:refund").sign();
        assertProblem(client.request("POST", refund).bearer(token).send(), 400, "invalid-value");
        assertProblem(
                client.request("POST", refund)
                        .bearer(token)
                        .header("Idempotency-Key", "a".repeat(101))
                        .send(),
                400,
                "invalid-value");
        assertNothingForwarded();
        assertThat(client.request("POST", refund)
                        .bearer(token)
                        .header("Idempotency-Key", "a")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void contractWhenNobodyIsSignedInThenItIsNotSaidWhatIsWrong() throws IOException {
        assertProblem(client.request("GET", "/api/cart?x=1").send(), 401, "unauthenticated");
        assertProblem(
                client.request("GET", "/api/cart?x=1")
                        .bearer(token(person()).sign())
                        .send(),
                400,
                "invalid-value");
    }

    private TestClient.Answer put(String body, String type) throws IOException {
        return client.request("PUT", ITEM)
                .bearer(token(person()).sign())
                .body(type, body.getBytes(StandardCharsets.UTF_8))
                .send();
    }
}
