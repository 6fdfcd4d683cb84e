package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PaymentServiceTests {

    private static final String GOOD = "4242424242424242";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");
    private final UUID order = UUID.randomUUID();
    private PaymentClient client;

    @BeforeEach
    void connect() {
        client = new PaymentClient(port);
    }

    @AfterEach
    void booksBalance() {
        client.close();
        assertThat(database.number("select coalesce(sum(amount), 0)::bigint from ledger_entry"))
                .isZero();
        // What we have booked is what the provider has taken, payment by payment.
        List<String> ours = database.column("select id from payment");
        assertThat(Sandbox.captures().stream().filter(ours::contains))
                .containsExactlyInAnyOrderElementsOf(
                        database.column("select id from payment where status = 'CAPTURED'"));
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424242,visa,4242",
        "5555555555554444,mastercard,4444",
        "2223003122003222,mastercard,3222",
        "378282246310005,amex,0005",
        "6011111111111117,other,1117"
    })
    void addMethodWhenValidThenTokenBrandAndLastDigits(String number, String brand, String last4) throws IOException {
        Answer answer =
                client.addCard("alice", "{\"number\":\"" + number + "\",\"expiry\":\"12/30\",\"cvc\":\"1234\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().propertyNames()).containsExactly("token", "brand", "last4");
        assertThat(answer.json().path("brand").asString()).isEqualTo(brand);
        assertThat(answer.json().path("last4").asString()).isEqualTo(last4);
        assertThat(database.text("select owner from payment_method where token = '"
                        + answer.json().path("token").asString() + "'"))
                .isEqualTo("alice");
    }

    @Test
    void takeWhenCardIsGoodThenCapturedAndBooked() throws IOException {
        Answer answer = client.take("alice", order, "19.90", client.card("alice", GOOD));
        assertThat(answer.status()).isEqualTo(200);
        String id = answer.json().path("id").asString();
        assertThat(answer.json().toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"orderId\":\"" + order
                        + "\",\"status\":\"CAPTURED\",\"reason\":null}");
        assertThat(postings(id)).containsExactly("provider-receivable 19.9000 EUR", "sales -19.9000 EUR");

        Answer read = client.read("alice", id);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().propertyNames())
                .containsExactly("id", "orderId", "status", "amount", "refunded", "brand", "last4", "createdAt");
        assertThat(read.json().path("amount").toString()).isEqualTo(PaymentClient.euro("19.90"));
        assertThat(read.json().path("refunded").toString()).isEqualTo(PaymentClient.euro("0.00"));
    }

    @ParameterizedTest
    @CsvSource({"4000000000000002,card-declined", "4000000000009995,insufficient-funds"})
    void takeWhenBankSaysNoThenDeclinedForGoodAndNothingBooked(String number, String reason) throws IOException {
        String method = client.card("alice", number);
        Answer answer = client.take("alice", order, "19.90", method);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("DECLINED");
        assertThat(answer.json().path("reason").asString()).isEqualTo(reason);
        assertThat(postings(answer.json().path("id").asString())).isEmpty();
        assertThat(client.take("alice", order, "19.90", method).json()).isEqualTo(answer.json());
    }

    @Test
    void takeWhenProviderFailsThenUnavailableAndStillPending() throws IOException {
        String method = client.card("alice", "4000000000000119");
        for (int attempt = 0; attempt < 2; attempt++) {
            Answer answer = client.take("alice", order, "19.90", method);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("provider-failed");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(status()).isEqualTo("PENDING");
        assertThat(client.settle("alice", order).json().path("status").asString())
                .isEqualTo("VOID");
    }

    @Test
    void takeWhenAnswerIsLostThenFoundAndCapturedOnce() throws IOException {
        String method = client.card("alice", "4000000000000341");
        Answer answer = client.take("alice", order, "19.90", method);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("CAPTURED");
        String state = database.checksum();
        assertThat(client.take("alice", order, "19.90", method).json()).isEqualTo(answer.json());
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void takeWhenBothAnswersOfTheProviderAreLostThenFoundAndCapturedOnce() throws IOException {
        String method = client.card("alice", GOOD);
        Sandbox.control("faults", "{\"lostAnswers\":2}");
        Answer answer = client.take("alice", order, "19.90", method);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("CAPTURED");
        assertThat(Sandbox.get("/control/faults").path("lostAnswers").asInt()).isZero();
        assertThat(postings(answer.json().path("id").asString())).hasSize(2);
    }

    @Test
    void takeWhenProviderFailsOnceThenTheSameRequestSucceedsLater() throws IOException {
        String method = client.card("alice", GOOD);
        Sandbox.control("faults", "{\"failures\":1}");
        Answer failed = client.take("alice", order, "19.90", method);
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.problem()).isEqualTo("provider-failed");
        assertThat(status()).isEqualTo("PENDING");
        assertThat(client.take("alice", order, "19.90", method)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("CAPTURED");
    }

    @Test
    void refundWhenTheProvidersAnswerIsLostThenGivenOnceByRepeating() throws IOException {
        String id = captured("19.90");
        Sandbox.control("faults", "{\"lostAnswers\":1}");
        assertThat(client.refund(id, "key", "5.00").status()).isEqualTo(503);
        Answer again = client.refund(id, "key", "5.00");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().path("status").asString()).isEqualTo("REFUNDED");
        assertThat(Sandbox.refundsOf(id)).isEqualTo(1);
    }

    @Test
    void takeWhenRepeatedThenSameAnswerAndNothingMore() throws IOException {
        String method = client.card("alice", GOOD);
        Answer first = client.take("alice", order, "19.90", method);
        String state = database.checksum();
        assertThat(client.take("alice", order, "19.9", method).json()).isEqualTo(first.json());
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void takeWhenOtherBodyThenConflict() throws IOException {
        String method = client.card("alice", GOOD);
        String other = client.card("alice", GOOD);
        client.take("alice", order, "19.90", method);
        assertRefused(409, "payment-differs", () -> client.take("alice", order, "19.91", method));
        assertRefused(409, "payment-differs", () -> client.take("alice", order, "19.90", other));
    }

    @Test
    void takeWhenAnotherPersonsOrderThenConflict() throws IOException {
        client.take("alice", order, "19.90", client.card("alice", GOOD));
        String bobs = client.card("bob", GOOD);
        assertRefused(409, "payment-differs", () -> client.take("bob", order, "19.90", bobs));
    }

    @Test
    void takeWhenMethodIsUnknownOrAnothersThenNotFound() throws IOException {
        String bobs = client.card("bob", GOOD);
        assertRefused(404, "unknown-payment-method", () -> client.take("alice", order, "19.90", bobs));
        assertRefused(404, "unknown-payment-method", () -> client.take("alice", order, "19.90", "pm_unknown"));
        assertThat(client.take("bob", order, "19.90", bobs).status()).isEqualTo(200);
    }

    @Test
    void takeWhenTwentyAskAtOnceThenOneCharge() throws Exception {
        String method = client.card("alice", GOOD);
        List<Answer> answers = together(20, () -> client.take("alice", order, "19.90", method));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(Answer::json).distinct()).hasSize(1);
        String id = answers.getFirst().json().path("id").asString();
        assertThat(Sandbox.captures()).containsOnlyOnce(id);
        assertThat(postings(id)).hasSize(2);
    }

    @Test
    void settleWhenTakingAtTheSameTimeThenEitherChargedAndCapturedOrNeither() throws Exception {
        for (int round = 0; round < 15; round++) {
            UUID contested = UUID.randomUUID();
            String method = client.card("alice", GOOD);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Answer> taking = threads.submit(() -> client.take("alice", contested, "7.00", method));
                Future<Answer> settling = threads.submit(() -> client.settle("alice", contested));
                String settled = settling.get().json().path("status").asString();
                if (settled.equals("VOID")) {
                    assertThat(taking.get().status()).isEqualTo(409);
                    assertThat(taking.get().problem()).isEqualTo("payment-ruled-out");
                } else {
                    assertThat(settled).isEqualTo("CAPTURED");
                    assertThat(taking.get().json().path("status").asString()).isEqualTo("CAPTURED");
                }
            }
        }
    }

    @Test
    void settleWhenCapturedThenReturned() throws IOException {
        Answer taken = client.take("alice", order, "19.90", client.card("alice", GOOD));
        String state = database.checksum();
        Answer settled = client.settle("alice", order);
        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().toString())
                .isEqualTo("{\"id\":\"" + taken.json().path("id").asString() + "\",\"orderId\":\"" + order
                        + "\",\"status\":\"CAPTURED\"}");
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void settleWhenDeclinedThenReturned() throws IOException {
        client.take("alice", order, "19.90", client.card("alice", "4000000000000002"));
        assertThat(client.settle("alice", order).json().path("status").asString())
                .isEqualTo("DECLINED");
    }

    @Test
    void settleWhenNothingIsThereThenRuledOutForGood() throws IOException {
        Answer settled = client.settle("alice", order);
        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().toString())
                .isEqualTo("{\"id\":null,\"orderId\":\"" + order + "\",\"status\":\"VOID\"}");
        String method = client.card("alice", GOOD);
        assertRefused(409, "payment-ruled-out", () -> client.take("alice", order, "19.90", method));
        String state = database.checksum();
        assertThat(client.settle("alice", order).json()).isEqualTo(settled.json());
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void settleWhenAnotherPersonsThenConflict() throws IOException {
        client.take("alice", order, "19.90", client.card("alice", GOOD));
        assertRefused(409, "payment-differs", () -> client.settle("bob", order));
    }

    @Test
    void readWhenAnothersOrUnknownThenNotFound() throws IOException {
        String id = captured("19.90");
        assertRefused(404, "not-found", () -> client.read("bob", id));
        assertRefused(
                404, "not-found", () -> client.read("alice", UUID.randomUUID().toString()));
        assertThat(client.read("alice", id).status()).isEqualTo(200);
    }

    @Test
    void refundWhenNoAmountThenAllThatIsLeft() throws IOException {
        String id = captured("19.90");
        Answer part = client.refund(id, "one", "5.00");
        assertThat(part.status()).isEqualTo(201);
        assertThat(part.json().propertyNames()).containsExactly("id", "paymentId", "amount", "status", "createdAt");
        assertThat(part.json().path("status").asString()).isEqualTo("REFUNDED");
        assertThat(postings(part.json().path("id").asString()))
                .containsExactly("provider-receivable -5.0000 EUR", "refunds 5.0000 EUR");
        Answer rest = client.refund(id, "two", null);
        assertThat(rest.status()).isEqualTo(201);
        assertThat(rest.json().path("amount").toString()).isEqualTo(PaymentClient.euro("14.90"));
        assertThat(client.read("alice", id).json().path("refunded").toString()).isEqualTo(PaymentClient.euro("19.90"));
        assertRefused(409, "refund-exceeds-payment", () -> client.refund(id, "three", null));
        assertRefused(409, "refund-exceeds-payment", () -> client.refund(id, "four", "0.01"));
    }

    @Test
    void refundWhenRepeatedThenSameAnswerAndNothingMore() throws IOException {
        String id = captured("19.90");
        Answer first = client.refund(id, "key", "5.00");
        Answer rest = client.refund(id, "rest", null);
        String state = database.checksum();
        Answer again = client.refund(id, "key", "5.00");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(client.refund(id, "rest", null).json()).isEqualTo(rest.json());
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void refundWhenKeyIsReusedForAnotherAmountThenUnprocessable() throws IOException {
        String id = captured("19.90");
        client.refund(id, "key", "5.00");
        assertRefused(422, "idempotency-key-reused", () -> client.refund(id, "key", "6.00"));
        assertRefused(422, "idempotency-key-reused", () -> client.refund(id, "key", null));
    }

    @Test
    void refundWhenMoreThanThePaymentThenConflict() throws IOException {
        String id = captured("19.90");
        assertRefused(409, "refund-exceeds-payment", () -> client.refund(id, "key", "19.91"));
        assertThat(client.refund(id, "key", "19.90").status()).isEqualTo(201);
    }

    @Test
    void refundWhenNotCapturedThenConflict() throws IOException {
        String id = client.take("alice", order, "19.90", client.card("alice", "4000000000000002"))
                .json()
                .path("id")
                .asString();
        assertRefused(409, "payment-not-captured", () -> client.refund(id, "key", null));
    }

    @Test
    void refundWhenPaymentIsUnknownThenNotFound() {
        assertRefused(404, "not-found", () -> client.refund(UUID.randomUUID().toString(), "key", null));
    }

    @Test
    void refundWhenTwentyAskForAThirdAtOnceThenThreeGetIt() throws Exception {
        String id = captured("30.00");
        List<Answer> answers =
                together(20, () -> client.refund(id, UUID.randomUUID().toString(), "10.00"));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(3);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allMatch(answer -> answer.status() == 409 && answer.problem().equals("refund-exceeds-payment"));
    }

    @Test
    void refundWhenTwentyRepeatTheSameAtOnceThenGivenOnce() throws Exception {
        String id = captured("30.00");
        List<Answer> answers = together(20, () -> client.refund(id, "same", "10.00"));
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(Answer::json).distinct()).hasSize(1);
        assertThat(client.read("alice", id).json().path("refunded").toString()).isEqualTo(PaymentClient.euro("10.00"));
        assertThat(Sandbox.refundsOf(id)).isEqualTo(1);
    }

    private String captured(String amount) throws IOException {
        return client.take("alice", UUID.randomUUID(), amount, client.card("alice", GOOD))
                .json()
                .path("id")
                .asString();
    }

    private String status() {
        return database.text("select status from payment where order_id = '" + order + "'");
    }

    private List<String> postings(String id) {
        return database.column("select account || ' ' || amount || ' ' || currency from ledger_entry where posting = '"
                + id + "' order by account");
    }

    private void assertRefused(int status, String problem, Callable<Answer> request) {
        String state = database.checksum();
        try {
            Answer answer = request.call();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.problem()).isEqualTo(problem);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    private static List<Answer> together(int times, Callable<Answer> request) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                running.add(threads.submit(request));
            }
            for (Future<Answer> each : running) {
                answers.add(each.get());
            }
        }
        return answers;
    }
}
