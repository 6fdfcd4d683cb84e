package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

    private static final String METHODS = "/api/payments/methods";
    private static final String NUMBER = "4242424242424242";
    private static final String GOOD = "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"937\"}";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");
    private final UUID order = UUID.randomUUID();
    private PaymentClient client;
    private String method = "";
    private String before = "";

    @BeforeEach
    void connect() throws IOException {
        client = new PaymentClient(port);
        method = client.card("alice", NUMBER);
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
                "4242424242424241",
                "4242 4242 4242 4242",
                "42424242424",
                "42424242424242424242",
                "4242-4242-4242-4242",
                "424242424242424x",
                "",
                "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
                "4242424242424242\\u0000"
            })
    void addMethodWhenNumberIsNoneThenInvalidValueAndNotRepeated(String number) throws IOException {
        Answer answer = client.addCard("alice", GOOD.replace(NUMBER, number));
        assertProblem(answer, 400, "invalid-value");
        assertThat(answer.json().path("detail").asString()).isEqualTo("'number' is not a card number.");
    }

    @ParameterizedTest
    @CsvSource({
        "\"expiry\":\"12/30\",\"expiry\":\"10/26\"",
        "\"expiry\":\"12/30\",\"expiry\":\"13/30\"",
        "\"expiry\":\"12/30\",\"expiry\":\"1/30\"",
        "\"expiry\":\"12/30\",\"expiry\":\"12/2030\"",
        "\"expiry\":\"12/30\",\"expiry\":null",
        "',\"cvc\":\"937\"',''",
        "\"cvc\":\"937\",\"cvc\":\"93\"",
        "\"cvc\":\"937\",\"cvc\":\"93712\"",
        "\"cvc\":\"937\",\"cvc\":\"abc\"",
        "\"number\":\"4242424242424242\",\"number\":null"
    })
    void addMethodWhenValueDoesNotFitThenInvalidValue(String good, String bad) throws IOException {
        assertProblem(client.addCard("alice", GOOD.replace(good, bad)), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"number\":4242424242424242,\"expiry\":\"12/30\",\"cvc\":\"937\"}",
                "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":937}",
                "{\"number\":[\"4242424242424242\"],\"expiry\":\"12/30\",\"cvc\":\"937\"}",
                "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"937\",\"owner\":\"bob\"}",
                "{\"number\":\"4242424242424242\",\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"937\"}"
            })
    void addMethodWhenBodyIsNotTheObjectThenMalformedBody(String json) throws IOException {
        assertProblem(client.addCard("alice", json), 400, "malformed-body");
    }

    @Test
    void addMethodWhenRightOrWrongThenNumberAndCodeAreNowhere(CapturedOutput output) throws IOException {
        List<String> answers = List.of(
                client.addCard("alice", GOOD).response().body(),
                client.addCard("alice", GOOD.replace("12/30", "x")).response().body(),
                client.addCard("alice", GOOD.replace(NUMBER, "4242424242424241"))
                        .response()
                        .body(),
                client.addCard("alice", GOOD.replace("\"4242424242424242\"", "4242424242424242"))
                        .response()
                        .body(),
                client.addCard("alice", GOOD.replace("}", ",\"4242424242424242\":\"937\"}"))
                        .response()
                        .body(),
                client.addCard("alice", GOOD.substring(1)).response().body());
        assertThat(answers.getFirst()).contains("4242");
        for (String answer : answers.subList(0, 4)) {
            assertThat(answer).doesNotContain("42424242").doesNotContain("937");
        }
        assertThat(output.getAll()).doesNotContain("42424242").doesNotContain("\"937\"");
        String rows = String.join("\n", database.column("select m::text from payment_method m"));
        assertThat(rows).doesNotContain("42424242");
        before = database.checksum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":{\"amount\":\"0\",\"currency\":\"EUR\"},\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"-1\",\"currency\":\"EUR\"},\"method\":\"M\"}",
                "{\"amount\":null,\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"method\":null}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"}}"
            })
    void takeWhenValueDoesNotFitThenInvalidValue(String json) throws IOException {
        assertProblem(
                client.taking("alice", order).json(json.replace("M", method)).send(), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":{\"amount\":1,\"currency\":\"EUR\"},\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"1.001\",\"currency\":\"EUR\"},\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"1234567890123\",\"currency\":\"EUR\"},\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"10\",\"currency\":\"XXX\"},\"method\":\"M\"}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"method\":\"\"}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"method\":\"a\\u0000b\"}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"method\":7}",
                "{\"amount\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"method\":\"M\",\"owner\":\"bob\"}"
            })
    void takeWhenBodyIsNotTheObjectThenMalformedBody(String json) throws IOException {
        assertProblem(
                client.taking("alice", order)
                        .json(json.replace("\"M\"", "\"" + method + "\""))
                        .send(),
                400,
                "malformed-body");
    }

    @Test
    void takeWhenOrderIsNoUuidThenInvalidValue() throws IOException {
        assertProblem(client.take("alice", "7", "1.00", method), 400, "invalid-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"owner\":null}", "{\"owner\":\"\"}", "{\"owner\":\"a b\"}", "{\"owner\":\"a\\u0000\"}"})
    void settleWhenOwnerDoesNotFitThenInvalidValue(String json) throws IOException {
        assertProblem(client.settle(order, json), 400, "invalid-value");
    }

    @Test
    void readWhenIdIsNoUuidThenInvalidValue() throws IOException {
        assertProblem(client.read("alice", "1"), 400, "invalid-value");
    }

    @Test
    void refundWhenBodyIsNullThenMalformedAndNotTakenForNone() throws IOException {
        String payment = UUID.randomUUID().toString();
        assertProblem(
                client.refunding(payment)
                        .header("Idempotency-Key", "key")
                        .json("null")
                        .send(),
                400,
                "malformed-body");
        assertProblem(client.refund(payment, "key", null), 404, "not-found");
    }

    @Test
    void refundWhenKeyIsMissingOrNoneThenInvalidValue() throws IOException {
        String payment = UUID.randomUUID().toString();
        assertProblem(client.refunding(payment).send(), 400, "invalid-value");
        for (String key : new String[] {"", "a b", "x".repeat(101)}) {
            assertProblem(client.refund(payment, key, null), 400, "invalid-value");
        }
    }

    @Test
    void refundWhenAmountDoesNotFitThenRefused() throws IOException {
        String payment = UUID.randomUUID().toString();
        assertProblem(client.refund(payment, "key", "0.00"), 400, "invalid-value");
        assertProblem(client.refund(payment, "key", "-1.00"), 400, "invalid-value");
        assertProblem(client.refund(payment, "key", "1.001"), 400, "malformed-body");
    }

    @Test
    void refundWhenAnotherCurrencyThenInvalidValue() throws IOException {
        String payment =
                client.take("alice", order, "5.00", method).json().path("id").asString();
        before = database.checksum();
        assertProblem(
                client.refunding(payment)
                        .header("Idempotency-Key", "key")
                        .json("{\"amount\":{\"amount\":\"1.00\",\"currency\":\"USD\"}}")
                        .send(),
                400,
                "invalid-value");
    }

    @Test
    void addMethodWhenAnotherMediaTypeThenUnsupported() throws IOException {
        assertProblem(
                client.through("alice", "POST", METHODS)
                        .body("text/plain", GOOD.getBytes(StandardCharsets.UTF_8))
                        .send(),
                415,
                "unsupported-media-type");
    }

    @Test
    void requestWhenMethodIsNotOfferedThenMethodNotAllowed() throws IOException {
        assertProblem(client.through("alice", "DELETE", METHODS).send(), 405, "method-not-allowed");
    }

    @Test
    void readWhenNothingAcceptableThenNotAcceptable() throws IOException {
        String payment =
                client.take("alice", order, "5.00", method).json().path("id").asString();
        before = database.checksum();
        assertProblem(
                client.through("alice", "GET", "/api/payments/" + payment)
                        .header("Accept", "text/html")
                        .send(),
                406,
                "not-acceptable");
    }

    @Test
    void readWhenParameterIsUnknownThenInvalidValue() throws IOException {
        assertProblem(client.read("alice", UUID.randomUUID() + "?owner=bob"), 400, "invalid-value");
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
}
