package dev.palisade.sandbox;

import static dev.palisade.sandbox.TestSandbox.cardJson;
import static dev.palisade.sandbox.TestSandbox.payment;
import static dev.palisade.sandbox.TestSandbox.refund;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.palisade.local.ca.Identity;
import dev.palisade.sandbox.TestSandbox.Answer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxApiTests {

    private static final String GOOD = "4242424242424242";

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final String reference = UUID.randomUUID().toString();
    private SandboxServer server;
    private TestSandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        server = SandboxServer.start(TestSandbox.settings(folder, 0), clock());
        sandbox = new TestSandbox(server.port());
    }

    @Test
    void forgetWhenACardIsKnownThenItPaysNothingAnyMoreAlsoAfterANewStart() throws IOException {
        String card = sandbox.card(GOOD);
        String other = sandbox.card(GOOD);
        assertThat(sandbox.post("/v1/cards/card_nobody/forget", "{}", "").error())
                .isEqualTo("not_found");
        Answer forgotten = sandbox.post("/v1/cards/" + card + "/forget", "{}", "");
        assertThat(forgotten.json().path("last4").asString()).isEmpty();

        server.close();
        server = SandboxServer.start(TestSandbox.settings(folder, 0), clock());
        sandbox = new TestSandbox(server.port());

        assertThat(sandbox.post("/v1/payments", payment(reference, card, 1990), "")
                        .error())
                .isEqualTo("unknown_card");
        assertThat(sandbox.post("/v1/payments", payment(reference, other, 1990), "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("authorized");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424242,201,authorized,''",
        "5555555555554444,201,authorized,''",
        "4000000000000002,402,declined,card_declined",
        "4000000000009995,402,declined,insufficient_funds"
    })
    void authorizeWhenCardNumberChoosesThenSo(String number, int status, String state, String code) throws IOException {
        Answer answer = sandbox.post("/v1/payments", payment(reference, sandbox.card(number), 1990), "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("status").asString()).isEqualTo(state);
        assertThat(answer.json().path("declineCode").asString("")).isEqualTo(code);
        assertThat(sandbox.get("/v1/payments/" + reference).json()).isEqualTo(answer.json());
    }

    @Test
    void authorizeWhenProviderFailsThenNothingIsBooked() throws IOException {
        Answer answer = sandbox.post("/v1/payments", payment(reference, sandbox.card("4000000000000119"), 1), "key");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(sandbox.get("/v1/payments/" + reference).status()).isEqualTo(404);
    }

    @Test
    void authorizeWhenAnswerIsLostThenBookedAndRepetitionAnswers() throws IOException {
        String body = payment(reference, sandbox.card("4000000000000341"), 1990);
        assertThatIOException().isThrownBy(() -> sandbox.post("/v1/payments", body, "key"));
        assertThat(sandbox.get("/v1/payments/" + reference).status()).isEqualTo(200);
        assertThat(sandbox.post("/v1/payments", body, "key").status()).isEqualTo(201);
        assertThat(sandbox.get("/v1/payments").json().path("data")).hasSize(1);
    }

    @Test
    void captureWhenAuthorizedThenCapturedOnceAndStated() throws IOException {
        sandbox.post("/v1/payments", payment(reference, sandbox.card(GOOD), 1990), "");
        Answer captured = sandbox.post("/v1/payments/" + reference + "/capture", "", "");
        assertThat(captured.json().path("status").asString()).isEqualTo("captured");
        assertThat(sandbox.post("/v1/payments/" + reference + "/capture", "", "")
                        .error())
                .isEqualTo("payment_captured");
        assertThat(sandbox.post("/v1/payments/" + reference + "/void", "", "").error())
                .isEqualTo("payment_captured");
        sandbox.post("/v1/payments/" + reference + "/refunds", refund("r1", 90), "");
        assertThat(sandbox.get("/v1/statement").json().path("data").toString())
                .isEqualTo(
                        "[{\"type\":\"capture\",\"reference\":\"R\",\"payment\":\"R\",\"amount\":1990,\"currency\":\"eur\"},"
                                        .replace("\"R\"", "\"" + reference + "\"")
                                + "{\"type\":\"refund\",\"reference\":\"r1\",\"payment\":\"" + reference
                                + "\",\"amount\":90,\"currency\":\"eur\"}]");
        assertThat(sandbox.get("/v1/statement?date=2020-01-01").json().path("data"))
                .isEmpty();
    }

    @Test
    void cancelWhenAuthorizedOrNotYetArrivedThenNeverCaptured() throws IOException {
        String card = sandbox.card(GOOD);
        sandbox.post("/v1/payments", payment(reference, card, 1990), "");
        assertThat(sandbox.post("/v1/cancellations", refund(reference, 1), "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("canceled");
        assertThat(sandbox.post("/v1/payments/" + reference + "/capture", "", "")
                        .error())
                .isEqualTo("payment_canceled");
        sandbox.post("/v1/cancellations", refund("never", 1), "");
        assertThat(sandbox.post("/v1/payments", payment("never", card, 1), "").error())
                .isEqualTo("reference_used");
        String taken = sandbox.captured(5);
        assertThat(sandbox.post("/v1/cancellations", refund(taken, 1), "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("captured");
    }

    @Test
    void refundWhenManyAskAtOnceThenNeverMoreThanWasCaptured() throws Exception {
        String payment = sandbox.captured(3000);
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "r" + i;
                running.add(threads.submit(
                        () -> sandbox.post("/v1/payments/" + payment + "/refunds", refund(name, 1000), name)
                                .status()));
            }
            for (Future<Integer> each : running) {
                answers.add(each.get());
            }
        }
        assertThat(answers).filteredOn(status -> status == 201).hasSize(3);
        assertThat(answers).filteredOn(status -> status != 201).allMatch(status -> status == 409);
        assertThat(sandbox.get("/v1/payments/" + payment)
                        .json()
                        .path("refunded")
                        .asInt())
                .isEqualTo(3000);
    }

    @Test
    void postWhenKeyIsRepeatedThenSameAnswerAndOtherBodyIsUnprocessable() throws IOException {
        String card = sandbox.card(GOOD);
        Answer first = sandbox.post("/v1/payments", payment(reference, card, 5), "key");
        sandbox.post("/v1/payments/" + reference + "/capture", "", "");
        Answer again = sandbox.post("/v1/payments", payment(reference, card, 5), "key");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        Answer other = sandbox.post("/v1/payments", payment(reference, card, 6), "key");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.error()).isEqualTo("idempotency_key_reused");
        assertThat(sandbox.post("/v1/payments/" + reference + "/void", payment(reference, card, 5), "key")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void postWhenKeyIsInFlightThenConflictAndAfterwardsTheAnswer() throws Exception {
        String body = payment(reference, sandbox.card(GOOD), 5);
        sandbox.post("/control/faults", faults("slow", 1).replace("\"slowMillis\":0", "\"slowMillis\":1500"), "");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> slow = threads.submit(() -> sandbox.post("/v1/payments", body, "key"));
            Thread.sleep(500);
            Answer meanwhile = sandbox.post("/v1/payments", body, "key");
            assertThat(meanwhile.status()).isEqualTo(409);
            assertThat(meanwhile.error()).isEqualTo("idempotency_key_in_use");
            assertThat(slow.get().status()).isEqualTo(201);
            assertThat(sandbox.post("/v1/payments", body, "key").body())
                    .isEqualTo(slow.get().body());
        }
    }

    @Test
    void postWhenKeyIsOlderThanADayThenForgotten() throws IOException {
        String card = sandbox.card(GOOD);
        sandbox.post("/v1/payments", payment(reference, card, 5), "key");
        now.set(now.get().plus(Duration.ofHours(23)));
        assertThat(sandbox.post("/v1/payments", payment("other", card, 5), "key")
                        .status())
                .isEqualTo(422);
        now.set(now.get().plus(Duration.ofMinutes(61)));
        assertThat(sandbox.post("/v1/payments", payment("other", card, 5), "key")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void faultsWhenAskedForThenJustSoOften() throws IOException {
        String card = sandbox.card(GOOD);
        sandbox.post("/control/faults", faults("failures", 1), "");
        assertThat(sandbox.post("/v1/payments", payment("a", card, 5), "key").status())
                .isEqualTo(500);
        assertThat(sandbox.post("/v1/payments", payment("a", card, 5), "key").status())
                .isEqualTo(201);
        sandbox.post("/control/faults", faults("lostAnswers", 1), "");
        assertThatIOException().isThrownBy(() -> sandbox.post("/v1/payments", payment("b", card, 5), "b"));
        assertThat(sandbox.post("/v1/payments", payment("b", card, 5), "b").status())
                .isEqualTo(201);
    }

    @Test
    void disputeWhenOpenedThenDecidedOnce() throws IOException {
        String payment = sandbox.captured(700);
        Answer opened = sandbox.post("/control/disputes", "{\"payment\":\"" + payment + "\"}", "");
        assertThat(opened.json().path("status").asString()).isEqualTo("open");
        String close = "/control/disputes/" + opened.json().path("id").asString() + "/close";
        assertThat(sandbox.post(close, "{\"won\":true}", "")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("won");
        assertThat(sandbox.post(close, "{\"won\":true}", "").error()).isEqualTo("dispute_closed");
        assertThat(sandbox.get("/v1/statement").json().path("data").findValuesAsString("type"))
                .containsExactly("capture", "dispute", "dispute_won");
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424241,12,2090,123,invalid_number",
        "4242 4242 4242 4242,12,2090,123,invalid_number",
        "424242424242424x,12,2090,123,invalid_number",
        "4242424242424242,13,2090,123,invalid_expiry",
        "4242424242424242,1,2020,123,expired_card",
        "4242424242424242,12,2090,12,invalid_cvc"
    })
    void addCardWhenItIsNoneThenRefusedWithoutRepeatingIt(String number, int month, int year, String cvc, String error)
            throws IOException {
        Answer answer = sandbox.post(
                "/v1/cards",
                "{\"number\":\"" + number + "\",\"exp_month\":" + month + ",\"exp_year\":" + year + ",\"cvc\":\"" + cvc
                        + "\"}",
                "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.body()).doesNotContain("4242");
        assertThat(sandbox.post("/v1/cards", cardJson(GOOD), "").status()).isEqualTo(201);
    }

    @Test
    void addCardWhenKeptThenItsNumberIsNowhere() throws IOException {
        sandbox.post("/v1/cards", cardJson(GOOD), "key");
        assertThat(Files.readString(folder.resolve("data/journal")))
                .contains("4242")
                .doesNotContain("42424");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.5",
                "\"5\"",
                "1e400",
                "9223372036854775808",
                "null",
                "{}",
                "5,\"currency\":\"euro\"",
                "5,\"reference\":\"a b\"",
                "5,\"card\":\"card_unknown\""
            })
    void authorizeWhenValueDoesNotFitThenRefused(String amount) throws IOException {
        String good = payment(reference, sandbox.card(GOOD), 5);
        String before = Files.readString(folder.resolve("data/journal"));
        Answer answer = sandbox.post("/v1/payments", wrong(good, amount), "key");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(Files.readString(folder.resolve("data/journal"))).isEqualTo(before);
        assertThat(sandbox.post("/v1/payments", good, "key").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{} {}", "\"text\""})
    void authorizeWhenBodyIsNoObjectThenRefused(String body) throws IOException {
        assertThat(sandbox.post("/v1/payments", body, "").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong", "Basic !", "Basic d3Jvbmc6"})
    void requestWhenKeyIsMissingOrWrongThenUnauthenticated(String authorization) throws IOException {
        assertThat(sandbox.send("GET", "/v1/payments", "", "", authorization).status())
                .isEqualTo(401);
        assertThat(sandbox.send("POST", "/v1/cards", cardJson(GOOD), "", authorization)
                        .status())
                .isEqualTo(401);
        assertThat(sandbox.send("GET", "/", "", "", authorization).status()).isEqualTo(401);
    }

    @Test
    void dashboardWhenKeyIsTheUserThenShownWithoutScript() throws IOException {
        String payment = sandbox.captured(1234);
        String user = Base64.getEncoder().encodeToString((TestSandbox.KEY + ":").getBytes(StandardCharsets.UTF_8));
        Answer page = sandbox.send("GET", "/", "", "", "Basic " + user);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains(payment, "1234", "captured").doesNotContain("<script", "style=");
        assertThat(page.response().headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    }

    @Test
    void certificateWhenRenewedThenNewConnectionsSeeItAndTheOldGoOn() throws Exception {
        BigInteger before = serialNumber();
        sandbox.get("/health");
        Identity renewed = TestSandbox.authority().issue("payment-sandbox", Duration.ofHours(1));
        renewed.writeTo(folder.resolve("identity"));
        assertThat(serialNumber())
                .isEqualTo(renewed.certificate().getSerialNumber())
                .isNotEqualTo(before);
        assertThat(sandbox.get("/health").status()).isEqualTo(200);
    }

    @Test
    void controlWhenNotAllowedThenNotFound() throws IOException {
        Settings usual = TestSandbox.settings(folder.resolve("other"), 0);
        Settings closed = new Settings(
                usual.host(), 0, usual.data(), usual.identity(), usual.apiKey(), null, usual.webhookSecrets(), false);
        try (SandboxServer other = SandboxServer.start(closed, clock())) {
            assertThat(new TestSandbox(other.port())
                            .post("/control/faults", faults("failures", 1), "")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(sandbox.post("/control/faults", faults("failures", 0), "").status())
                .isEqualTo(200);
    }

    private BigInteger serialNumber() throws IOException {
        SSLContext trust = Identity.trustOnly(TestSandbox.authority().root());
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", server.port())) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static String wrong(String good, String amount) {
        String changed = good.replace("\"amount\":5", "\"amount\":" + amount);
        for (String name : List.of("currency", "reference", "card")) {
            if (amount.contains("\"" + name + "\"")) {
                // The right one goes, so that the wrong one stands alone.
                changed = good.replaceFirst("\"" + name + "\":\"[^\"]*\",?", "")
                        .replace("\"amount\":5", "\"amount\":" + amount)
                        .replace(",}", "}");
            }
        }
        return changed;
    }

    private static String faults(String name, int times) {
        String none = TestSandbox.JSON.writeValueAsString(Faults.NONE);
        return none.replace("\"" + name + "\":0", "\"" + name + "\":" + times);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }
}
