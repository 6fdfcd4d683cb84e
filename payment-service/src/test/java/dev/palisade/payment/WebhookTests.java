package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the provider tells us: believed only from it, applied once, in any order, and never for another amount. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WebhookTests {

    private static final String PATH = "/internal/webhooks/sandbox";
    private static final List<String> SECRETS = List.of(Sandbox.WEBHOOK_SECRETS.split("\n"));

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");
    private PaymentClient client;
    private String payment = "";

    @BeforeEach
    void alicePays() throws IOException {
        client = new PaymentClient(port);
        payment = client.take("alice", UUID.randomUUID(), "19.90", client.card("alice", "4242424242424242"))
                .json()
                .path("id")
                .asString();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void webhookWhenSignedWithEitherSecretThenTakenAndNotedOnce() throws IOException {
        for (String secret : SECRETS) {
            String event = captured(payment, 1990);
            try (Decisions decisions = Decisions.listen()) {
                assertThat(send(event, signed(event, secret)).status()).isEqualTo(204);
                assertThat(decisions.reasons()).hasSize(1).allMatch(reason -> reason.startsWith("permit "));
            }
            assertThat(events(event)).isEqualTo(1);
        }
        assertThat(differences(payment)).isEmpty();
    }

    @Test
    void webhookWhenForgedThenRefusedAndNothingChanges() throws IOException {
        String event = captured(payment, 1990);
        String good = signed(event, SECRETS.getFirst());
        String state = database.checksum();
        for (String forged : List.of(
                "",
                "t=1",
                good.replace("v1=", "v0="),
                good.replaceFirst("t=[0-9]+", "t=" + (Instant.now().getEpochSecond() - 1)),
                good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0"),
                signed(event + " ", SECRETS.getFirst()),
                signed(event, "another secret"),
                good + ",t=5")) {
            assertRefused(event, forged, "webhook-signature");
        }
        assertRefused(event.replace("1990", "1991"), good, "webhook-signature");
        assertThat(database.checksum()).isEqualTo(state);
        assertThat(send(event, good).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(longs = {-310, 310, -86_400})
    void webhookWhenSignedLongAgoOrAheadThenRefused(long seconds) throws IOException {
        String event = captured(payment, 1990);
        String state = database.checksum();
        assertRefused(event, signed(event, SECRETS.getFirst(), Instant.now().plusSeconds(seconds)), "webhook-too-old");
        assertThat(database.checksum()).isEqualTo(state);
        assertThat(send(event, signed(event, SECRETS.getFirst(), Instant.now().minusSeconds(280)))
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "cart-service", "payment-service"})
    void webhookWhenFromAnotherWorkloadThenForbidden(String workload) throws IOException {
        String event = captured(payment, 1990);
        String state = database.checksum();
        try (Decisions decisions = Decisions.listen()) {
            Answer answer = send(workload, event, signed(event, SECRETS.getFirst()));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.problem()).isEqualTo("forbidden");
            assertThat(decisions.reasons()).containsExactly("deny unexpected-caller");
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void webhookWhenSenderAsksForAnythingElseThenRefused() throws IOException {
        try (TestClient sandbox = sandbox("payment-sandbox")) {
            assertThat(sandbox.request("GET", "/api/payments/" + payment).send().status())
                    .isIn(401, 403);
        }
    }

    @Test
    void webhookWhenReplayedAtOnceThenAppliedOnce() throws Exception {
        String event = refunded(UUID.randomUUID().toString(), payment, 100);
        String signature = signed(event, SECRETS.getFirst());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                running.add(threads.submit(() -> send(event, signature)));
            }
            for (Future<Answer> each : running) {
                assertThat(each.get().status()).isEqualTo(204);
            }
        }
        assertThat(events(event)).isEqualTo(1);
    }

    @Test
    void webhookWhenReorderedAndDoubledThenSameAsInOrder() throws IOException {
        String state = database.text("select md5(string_agg(p::text, '')) from payment p");
        String authorized = captured(payment, 1990).replace("payment.captured", "payment.authorized");
        for (String event : List.of(captured(payment, 1990), authorized, captured(payment, 1990), authorized)) {
            assertThat(send(event, signed(event, SECRETS.getFirst())).status()).isEqualTo(204);
        }
        assertThat(database.text("select md5(string_agg(p::text, '')) from payment p"))
                .isEqualTo(state);
        assertThat(database.number("select count(*) from ledger_entry where posting = '" + payment + "'"))
                .isEqualTo(2);
        assertThat(differences(payment)).isEmpty();
    }

    @Test
    void webhookWhenPaymentIsUnknownThenADifferenceAndNoOtherRow() throws IOException {
        String unknown = UUID.randomUUID().toString();
        String payments = database.text("select count(*) from payment");
        String event = captured(unknown, 1990);
        assertThat(send(event, signed(event, SECRETS.getFirst())).status()).isEqualTo(204);
        assertThat(differences(unknown)).containsExactly("unknown-payment payment.captured");
        assertThat(database.text("select count(*) from payment")).isEqualTo(payments);
    }

    @Test
    void webhookWhenAmountIsAnotherThenADifferenceAndNothingIsBooked() throws IOException {
        String books = database.text("select count(*) from ledger_entry");
        for (String event : List.of(captured(payment, 1991), dispute("dis_" + payment, payment, 1991, "open"))) {
            assertThat(send(event, signed(event, SECRETS.getFirst())).status()).isEqualTo(204);
        }
        assertThat(differences(payment))
                .containsExactly("other-amount dispute.created", "other-amount payment.captured");
        assertThat(database.text("select count(*) from ledger_entry")).isEqualTo(books);
    }

    @Test
    void webhookWhenWeMissedTheAnswerThenThePaymentEndsAsTheProviderSays() throws IOException {
        String pending = UUID.randomUUID().toString();
        database.execute("insert into payment (id, order_id, owner, status, amount, currency, method) select '"
                + pending
                + "', gen_random_uuid(), owner, 'PENDING', amount, currency, method from payment where id = '" + payment
                + "'");
        String event = captured(pending, 1990);
        assertThat(send(event, signed(event, SECRETS.getFirst())).status()).isEqualTo(204);
        assertThat(database.text("select status from payment where id = '" + pending + "'"))
                .as("the provider has never heard of it, whatever the event says")
                .isEqualTo("PENDING");

        String card = Sandbox.card();
        Sandbox.post(
                "/v1/payments",
                "{\"reference\":\"" + pending + "\",\"card\":\"" + card + "\",\"amount\":1990,\"currency\":\"eur\"}");
        Sandbox.post("/v1/payments/" + pending + "/capture", "{}");
        String told = captured(pending, 1990);
        assertThat(send(told, signed(told, SECRETS.getFirst())).status()).isEqualTo(204);
        assertThat(database.text("select status from payment where id = '" + pending + "'"))
                .isEqualTo("CAPTURED");
        assertThat(database.number("select count(*) from ledger_entry where posting = '" + pending + "'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"won", "lost"})
    void disputeWhenDecidedThenBookedOnceInAnyOrder(String outcome) throws IOException {
        String id = "dis_" + UUID.randomUUID();
        String created = dispute(id, payment, 1990, "open");
        String closed = dispute(id, payment, 1990, outcome);
        List<String> order =
                outcome.equals("won") ? List.of(closed, created, closed) : List.of(created, created, closed);
        for (String event : order) {
            String again = event.replaceFirst("evt_[a-z0-9-]+", "evt_" + UUID.randomUUID());
            assertThat(send(again, signed(again, SECRETS.getFirst())).status()).isEqualTo(204);
        }
        assertThat(database.text("select status from dispute where id = '" + id + "'"))
                .isEqualTo(outcome);
        assertThat(database.text(
                        "select sum(amount) filter (where account = 'disputes') from ledger_entry e where position > "
                                + "(select min(position) from ledger_entry where posting = '" + payment + "')"))
                .isEqualTo(outcome.equals("won") ? "0.0000" : "19.9000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"id\":\"evt_1\"}",
                "{\"id\":\"evt_1\",\"type\":\"payment.captured\",\"data\":{\"reference\":\"x\",\"amount\":1.5,\"currency\":\"eur\"}}",
                "{\"id\":\"evt_1\",\"type\":\"payment.captured\",\"data\":{\"reference\":\"x\",\"amount\":1,\"currency\":\"money\"}}",
                "{\"id\":\"evt_1\",\"type\":\"dispute.closed\",\"data\":{\"id\":\"x\",\"paymentReference\":\"x\",\"amount\":1,"
                        + "\"currency\":\"eur\",\"status\":\"maybe\"}}",
                "{\"id\":\"a b\",\"type\":\"payment.captured\",\"data\":{\"reference\":\"x\"}}"
            })
    void webhookWhenSignedButNoEventThenMalformedBody(String body) throws IOException {
        String state = database.checksum();
        Answer answer = send(body, signed(body, SECRETS.getFirst()));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-body");
        assertThat(database.checksum()).isEqualTo(state);
    }

    private void assertRefused(String event, String signature, String reason) throws IOException {
        try (Decisions decisions = Decisions.listen()) {
            Answer answer = send(event, signature);
            assertThat(answer.status()).as(signature).isEqualTo(401);
            assertThat(answer.problem()).isEqualTo("unauthenticated");
            assertThat(decisions.reasons()).containsExactly("deny " + reason);
        }
    }

    private Answer send(String body, String signature) throws IOException {
        return send("payment-sandbox", body, signature);
    }

    private Answer send(String workload, String body, String signature) throws IOException {
        try (TestClient sandbox = sandbox(workload)) {
            return sandbox.request("POST", PATH)
                    .header("Sandbox-Signature", signature)
                    .json(body)
                    .send();
        }
    }

    private TestClient sandbox(String workload) {
        return TestClient.as(TestPlatform.identity(workload), "https://localhost:" + port);
    }

    private long events(String event) {
        return database.number("select count(*) from webhook_event where id = '"
                + event.replaceFirst(".*\"(evt_[^\"]+)\".*", "$1") + "'");
    }

    private List<String> differences(String reference) {
        return database.column("select kind || ' ' || movement from difference where reference = '" + reference
                + "' order by movement");
    }

    private static String captured(String payment, long amount) {
        return event(
                "payment.captured",
                "\"reference\":\"" + payment + "\",\"amount\":" + amount
                        + ",\"currency\":\"eur\",\"status\":\"captured\"");
    }

    private static String refunded(String refund, String payment, long amount) {
        return event(
                "refund.succeeded",
                "\"reference\":\"" + refund + "\",\"paymentReference\":\"" + payment + "\",\"amount\":" + amount
                        + ",\"currency\":\"eur\"");
    }

    private static String dispute(String id, String payment, long amount, String status) {
        return event(
                status.equals("open") ? "dispute.created" : "dispute.closed",
                "\"id\":\"" + id + "\",\"paymentReference\":\"" + payment + "\",\"amount\":" + amount
                        + ",\"currency\":\"eur\",\"status\":\"" + status + "\"");
    }

    private static String event(String type, String data) {
        return "{\"id\":\"evt_" + UUID.randomUUID() + "\",\"type\":\"" + type + "\",\"data\":{" + data + "}}";
    }

    private static String signed(String body, String secret) {
        return signed(body, secret, Instant.now());
    }

    private static String signed(String body, String secret, Instant at) {
        try {
            long seconds = at.getEpochSecond();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] value = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
