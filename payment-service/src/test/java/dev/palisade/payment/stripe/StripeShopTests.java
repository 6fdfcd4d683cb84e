package dev.palisade.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.payment.PaymentClient;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service with Stripe as its provider: the same answers, books and refusals. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"palisade.payment.provider=stripe", "palisade.stripe.events-interval=1h"})
@ExtendWith(OutputCaptureExtension.class)
class StripeShopTests {

    private static final String GOOD = "4242424242424242";
    private static final TestDatabase DATABASE = TestDatabase.named("payment");
    private static final StripeDouble STRIPE = stripe();

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private StripeEvents events;

    private final String owner = UUID.randomUUID().toString();
    private final UUID order = UUID.randomUUID();
    private PaymentClient client;

    @DynamicPropertySource
    static void where(DynamicPropertyRegistry registry) {
        registry.add("palisade.stripe.url", STRIPE::url);
        registry.add("palisade.stripe.api-key", () -> StripeDouble.KEY);
    }

    @BeforeEach
    void start() {
        assumeTrue(StripeDouble.isAvailable(), "no stripe-mock can be run here");
        client = new PaymentClient(port);
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        // The sandbox, with which other tests compare the payments, has never heard of these.
        DATABASE.execute("delete from dispute where owner = '" + owner + "'");
        DATABASE.execute("delete from refund where owner = '" + owner + "'");
        DATABASE.execute("delete from payment where owner = '" + owner + "'");
    }

    @AfterAll
    static void end() {
        STRIPE.close();
    }

    @Test
    void providersWhenStripeIsChosenThenItIsTheOnlyOneAndNobodyCanTellUsOfEvents() throws IOException {
        assertThat(context.getBean(PaymentProvider.class)).isInstanceOf(StripeProvider.class);
        try (TestClient sandbox =
                TestClient.as(TestPlatform.identity("payment-sandbox"), "https://localhost:" + port)) {
            assertThat(sandbox.request("POST", "/internal/webhooks/sandbox")
                            .json("{}")
                            .send()
                            .status())
                    .isEqualTo(403);
        }
        assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
                .isThrownBy(() -> context.getBean("webhookController"));
    }

    @Test
    void takeWhenCardIsGoodThenCapturedBookedAndRefundable(CapturedOutput output) throws IOException {
        String id = take(GOOD, "CAPTURED");
        assertThat(STRIPE.status(UUID.fromString(id))).isEqualTo("succeeded");
        assertThat(DATABASE.column("select account || ' ' || amount from ledger_entry where posting = '" + id
                        + "' order by account"))
                .containsExactly("provider-receivable 19.9000", "sales -19.9000");

        Answer refund = client.refund(id, "r1", "5.00");
        assertThat(refund.status()).isEqualTo(201);
        assertThat(client.refund(id, "r1", "5.00").json()).isEqualTo(refund.json());
        assertThat(STRIPE.asked("POST", "/v1/refunds").stream()
                        .filter(asked -> id.equals(asked.form().get("metadata[payment]"))))
                .hasSize(1);
        assertThat(output.getAll()).doesNotContain(StripeDouble.KEY, GOOD);
    }

    @ParameterizedTest
    @CsvSource({"4000000000000341, card-declined", "4000000000009995, insufficient-funds"})
    void takeWhenBankSaysNoThenDeclinedForGoodAndNothingBooked(String number, String reason) throws IOException {
        String id = take(number, "DECLINED");
        assertThat(DATABASE.text("select reason from payment where id = '" + id + "'"))
                .isEqualTo(reason);
        assertThat(DATABASE.number("select count(*) from ledger_entry where posting = '" + id + "'"))
                .isZero();
    }

    @Test
    void addCardWhenBankDoesNotAcceptItThenPaymentRequired() throws IOException {
        Answer answer = client.addCard(
                owner, "{\"number\":\"" + StripeDouble.ATTACHING_FAILS + "\",\"expiry\":\"12/30\",\"cvc\":\"123\"}");
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo("card-declined");
        assertThat(DATABASE.number("select count(*) from payment_method where owner = '" + owner + "'"))
                .isZero();
    }

    @Test
    void takeWhenAnswersAreLostThenTakenOnce() throws IOException {
        String card = client.card(owner, GOOD);
        STRIPE.losesAnswers(2);
        Answer answer = client.take(owner, order, "19.90", card);
        Answer again = client.take(owner, order, "19.90", card);
        assertThat(again.json().path("status").asString()).isEqualTo("CAPTURED");
        assertThat(answer.status()).isIn(200, 503);
        assertThat(STRIPE.countIntents(UUID.fromString(again.json().path("id").asString())))
                .isOne();
    }

    @Test
    void eventsWhenABankDisputesThenNotedOnceAndDecidedOnce() throws IOException {
        String id = take(GOOD, "CAPTURED");
        String dispute = "dp_" + UUID.randomUUID();
        STRIPE.dispute(UUID.fromString(id), dispute, "needs_response");

        events.ask();
        events.ask();
        assertThat(DATABASE.column("select status from dispute where id = '" + dispute + "'"))
                .containsExactly("open");

        STRIPE.dispute(UUID.fromString(id), dispute, "won");
        events.ask();
        events.ask();
        assertThat(DATABASE.column("select status from dispute where id = '" + dispute + "'"))
                .containsExactly("won");
        assertThat(DATABASE.column("select amount from ledger_entry where account = 'disputes' and posting in ('"
                        + posting(dispute, "open") + "', '" + posting(dispute, "won") + "') order by amount"))
                .containsExactly("-19.9000", "19.9000");
    }

    @Test
    void eventsWhenStripeFailsThenAskedAgain(CapturedOutput output) throws IOException {
        String id = take(GOOD, "CAPTURED");
        String dispute = "dp_" + UUID.randomUUID();
        STRIPE.dispute(UUID.fromString(id), dispute, "needs_response");
        STRIPE.failsWith(500);

        events.ask();
        assertThat(DATABASE.number("select count(*) from dispute where id = '" + dispute + "'"))
                .isZero();
        assertThat(output.getAll())
                .contains("Stripe could not be asked what has happened")
                .doesNotContain("Secret words");

        events.ask();
        assertThat(DATABASE.number("select count(*) from dispute where id = '" + dispute + "'"))
                .isOne();
    }

    @Test
    void eventsWhenOneCannotBeAppliedThenTheOthersAreAndItIsTriedAgain() throws IOException {
        String first = take(GOOD, "CAPTURED");
        String stuck = "dp_" + UUID.randomUUID();
        STRIPE.dispute(UUID.fromString(first), stuck, "needs_response");
        String second = client.take(owner, UUID.randomUUID(), "5.00", client.card(owner, GOOD))
                .json()
                .path("id")
                .asString();
        String other = "dp_" + UUID.randomUUID();
        STRIPE.dispute(UUID.fromString(second), other, "needs_response");

        STRIPE.failsAt(STRIPE.intent(UUID.fromString(first)));
        events.ask();
        STRIPE.failsAt("");
        assertThat(DATABASE.column("select id from dispute where id in ('" + stuck + "', '" + other + "')"))
                .containsExactly(other);

        events.ask();
        assertThat(DATABASE.number("select count(*) from dispute where id in ('" + stuck + "', '" + other + "')"))
                .isEqualTo(2);
    }

    @Test
    void startWhenTheKeyIsMissingThenAPlainSentence() {
        StripeProperties properties = new StripeProperties(
                URI.create("https://api.stripe.com"),
                " ",
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> new StripeConfiguration().stripe(properties))
                .withMessageContaining("palisade.stripe.api-key is missing");
        assertThat(new StripeProperties(
                                properties.url(),
                                StripeDouble.KEY,
                                properties.connectTimeout(),
                                properties.readTimeout(),
                                properties.eventsInterval())
                        .toString())
                .doesNotContain(StripeDouble.KEY);
    }

    private String take(String number, String status) throws IOException {
        Answer answer = client.take(owner, order, "19.90", client.card(owner, number));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo(status);
        return answer.json().path("id").asString();
    }

    private static UUID posting(String dispute, String step) {
        return UUID.nameUUIDFromBytes(("dispute " + dispute + " " + step).getBytes(StandardCharsets.UTF_8));
    }

    private static StripeDouble stripe() {
        try {
            return new StripeDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
