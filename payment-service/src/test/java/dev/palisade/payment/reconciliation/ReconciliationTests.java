package dev.palisade.payment.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.payment.PaymentClient;
import dev.palisade.payment.Sandbox;
import dev.palisade.payment.ledger.Ledger;
import dev.palisade.platform.money.Money;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class ReconciliationTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private Ledger ledger;

    @Autowired
    private TransactionTemplate transactions;

    private final TestDatabase database = TestDatabase.named("payment");
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
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
    void reconcileWhenBothAgreeThenNoDifference() throws IOException {
        String refund = client.refund(payment, "key", "5.00").json().path("id").asString();
        reconciliation.reconcile(today);
        assertThat(differences(payment)).isEmpty();
        assertThat(differences(refund)).isEmpty();
    }

    @Test
    void reconcileWhenProviderHasWhatWeHaveNotThenMissingHere() {
        String stranger = capturedThere(UUID.randomUUID().toString(), 1990);
        reconciliation.reconcile(today);
        assertThat(differences(stranger)).containsExactly("missing-here capture");
        assertThat(differences(payment)).isEmpty();
    }

    @Test
    void reconcileWhenWeHaveWhatTheProviderHasNotThenMissingThere() {
        UUID posting = UUID.randomUUID();
        UUID refund = UUID.randomUUID();
        transactions.executeWithoutResult(transaction -> {
            ledger.captured(posting, Money.of("2.00", "EUR"));
            ledger.refunded(refund, Money.of("2.00", "EUR"));
        });
        reconciliation.reconcile(today);
        assertThat(differences(posting.toString())).containsExactly("missing-there capture");
        assertThat(differences(refund.toString())).containsExactly("missing-there refund");
    }

    @Test
    void reconcileWhenAmountOrStateIsAnotherThenSo() {
        String cheaper = storedAs("CAPTURED", "5.00");
        String pending = storedAs("PENDING", "19.90");
        capturedThere(cheaper, 1990);
        capturedThere(pending, 1990);
        reconciliation.reconcile(today);
        assertThat(differences(cheaper)).containsExactly("other-amount capture");
        assertThat(differences(pending)).containsExactly("other-state capture");
        database.execute("delete from payment where id in ('" + cheaper + "', '" + pending + "')");
    }

    @Test
    void reconcileWhenProviderDisputesAndWasNotHeardThenMissingHere() {
        String dispute = Sandbox.control("disputes", "{\"payment\":\"" + payment + "\"}")
                .path("id")
                .asString();
        reconciliation.reconcile(today);
        assertThat(differences(dispute)).containsExactly("missing-here dispute");
    }

    @Test
    void reconcileWhenRepeatedThenEachDifferenceIsOneRowAndOneLogEntry(CapturedOutput output) {
        String stranger = capturedThere(UUID.randomUUID().toString(), 1990);
        reconciliation.reconcile(today);
        String found = database.text("select count(*) from difference");
        reconciliation.reconcile(today);
        assertThat(database.text("select count(*) from difference")).isEqualTo(found);
        assertThat(output.getAll().lines().filter(line -> line.contains(stranger)))
                .hasSize(1);
    }

    @Test
    void readWhenSupportThenTheDifferences() throws IOException {
        String stranger = capturedThere(UUID.randomUUID().toString(), 1990);
        reconciliation.reconcile(today);
        Answer answer = read(token().person("erin", "support").scope("payment"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items").findValuesAsString("reference")).contains(stranger);
        assertThat(answer.json().path("items").get(0).propertyNames())
                .containsExactly("kind", "movement", "reference", "foundAt");
    }

    @Test
    void readWhenNotSupportThenForbidden() throws IOException {
        TokenRecipe right = token().person("erin", "support").scope("payment");
        for (TokenRecipe wrong : List.of(
                right.person("alice", "customer", "merchandiser"),
                right.scope("orders"),
                right.claim("sub", "gateway"))) {
            try (Decisions decisions = Decisions.listen()) {
                assertThat(read(wrong).status()).isEqualTo(403);
                assertThat(decisions.reasons()).hasSize(1).allMatch(reason -> reason.startsWith("deny "));
            }
        }
        assertThat(read(right).status()).isEqualTo(200);
    }

    private Answer read(TokenRecipe token) throws IOException {
        try (TestClient gateway = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            return gateway.request("GET", "/api/payments/reconciliation/differences")
                    .bearer(token.sign())
                    .send();
        }
    }

    private static TokenRecipe token() {
        return TestPlatform.issuer().token("gateway", "payment-service");
    }

    private String storedAs(String status, String amount) {
        String id = UUID.randomUUID().toString();
        database.execute("insert into payment (id, order_id, owner, status, amount, currency, method) select '" + id
                + "', gen_random_uuid(), owner, '" + status + "', " + amount + ", currency, method from payment"
                + " where id = '" + payment + "'");
        return id;
    }

    private static String capturedThere(String reference, long amount) {
        Sandbox.post(
                "/v1/payments",
                "{\"reference\":\"" + reference + "\",\"card\":\"" + Sandbox.card() + "\",\"amount\":" + amount
                        + ",\"currency\":\"eur\"}");
        Sandbox.post("/v1/payments/" + reference + "/capture", "{}");
        return reference;
    }

    private List<String> differences(String reference) {
        return database.column("select kind || ' ' || movement from difference where reference = '" + reference + "'");
    }
}
