package dev.palisade.payment.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.payment.PaymentClient;
import dev.palisade.payment.Sandbox;
import dev.palisade.platform.rows.RowSubject;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What is stored of a person: shown, erased here and at the card provider, and not kept for ever. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PrivacyTests {

    private static final String PATH = "/internal/personal-data";
    private static final String GOOD = "4242424242424242";
    private static final String REFUSAL = "not the person of the transaction";
    private static final TestDatabase DATABASE = TestDatabase.named("payment");

    @LocalServerPort
    private int port;

    @Autowired
    private Retention retention;

    @Autowired
    private PersonalRows rows;

    private final String alice = UUID.randomUUID().toString();
    private final String bob = UUID.randomUUID().toString();
    private PaymentClient client;
    private TestClient authServer;
    private String payment = "";
    private String unused = "";

    @BeforeEach
    void payBoth() throws IOException {
        client = new PaymentClient(port);
        authServer = TestClient.as(TestPlatform.identity("auth-server"), "https://localhost:" + port);
        for (String person : List.of(bob, alice)) {
            payment = client.take(person, UUID.randomUUID(), "19.90", client.card(person, GOOD))
                    .json()
                    .path("id")
                    .asString();
            assertThat(client.refund(payment, "r1", "5.00").status()).isEqualTo(201);
            unused = client.card(person, GOOD);
        }
    }

    @AfterEach
    void close() {
        client.close();
        authServer.close();
    }

    @Test
    void readWhenAskedForAPersonThenAllOfTheirsAndNothingOfOthers() throws IOException {
        Answer answer = ask("GET", export(alice));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode stored = answer.json();
        assertThat(stored.path("cards")).hasSize(2);
        assertThat(stored.path("cards").path(0).propertyNames()).containsExactly("brand", "last4", "createdAt");
        assertThat(stored.path("cards").path(0).path("last4").asString()).isEqualTo("4242");
        assertThat(stored.path("payments")).hasSize(1);
        assertThat(stored.path("payments").path(0).path("id").asString()).isEqualTo(payment);
        assertThat(stored.path("payments").path(0).path("amount").toString()).isEqualTo(PaymentClient.euro("19.90"));
        assertThat(stored.path("refunds")).hasSize(1);
        assertThat(stored.path("disputes")).isEmpty();
        assertThat(answer.response().body()).doesNotContain(unused, "card_");
    }

    @Test
    void eraseWhenAPersonGoesThenTheirsIsGoneHereAndThereAndTheBooksStay() throws IOException {
        String ledger = DATABASE.text("select md5(string_agg(hash, '' order by position)) from ledger_entry");
        String bobs = rowsOf(bob);
        assertThat(rowsOf(alice)).isEqualTo("2 1 1");

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);

        assertThat(rowsOf(alice)).isEqualTo("0 0 0");
        assertThat(rowsOf(bob)).isEqualTo(bobs);
        assertThat(DATABASE.text("select md5(string_agg(hash, '' order by position)) from ledger_entry"))
                .isEqualTo(ledger);
        assertThat(DATABASE.text("select status || ' ' || amount from payment where id = '" + payment + "'"))
                .isEqualTo("CAPTURED 19.9000");
        String nobody = DATABASE.text("select owner from payment where id = '" + payment + "'");
        assertThat(nobody).startsWith("erased:").doesNotContain(alice);
        assertThat(DATABASE.column("select owner from refund where payment_id = '" + payment + "'"))
                .containsExactly(nobody);
        // Of the card that was paid with, nothing leads to the card any more; the other one is gone.
        assertThat(DATABASE.text("select owner || ' ' || (provider_token is null and last4 is null) from payment_method"
                        + " where token = (select method from payment where id = '" + payment + "')"))
                .isEqualTo(nobody + " true");
        assertThat(DATABASE.number("select count(*) from payment_method where token = '" + unused + "'"))
                .isZero();
        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);
    }

    /** A merchant who has forgotten a card, and a provider who has not, have not forgotten it. */
    @Test
    void eraseWhenDoneThenTheProviderKnowsNoCardOfTheirs() throws IOException {
        String card = Sandbox.card();
        RowSubject.runAs(alice, () -> rows.cards(alice))
                .forEach(known -> assertThat(Sandbox.post(
                                        "/v1/payments",
                                        pay(known.providerToken().value()))
                                .path("status")
                                .asString())
                        .isEqualTo("authorized"));
        List<String> cards = RowSubject.runAs(alice, () -> rows.cards(alice)).stream()
                .map(known -> known.providerToken().value())
                .toList();

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);

        assertThat(cards)
                .hasSize(2)
                .allSatisfy(forgotten -> assertThat(Sandbox.post("/v1/payments", pay(forgotten))
                                .path("error")
                                .path("code")
                                .asString())
                        .isEqualTo("unknown_card"));
        assertThat(Sandbox.post("/v1/payments", pay(card)).path("status").asString())
                .isEqualTo("authorized");
    }

    @Test
    void eraseWhenSomethingMayStillMoveMoneyThenWaits() throws IOException {
        for (String table : List.of("payment", "refund")) {
            String ended = DATABASE.text("select status from " + table + " where owner = '" + alice + "'");
            DATABASE.execute("update " + table + " set status = 'PENDING' where owner = '" + alice + "'");
            String before = rowsOf(alice);

            Answer answer = ask("DELETE", erase(alice));
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.problem()).isEqualTo("erasure-has-to-wait");
            assertThat(rowsOf(alice)).isEqualTo(before);
            DATABASE.execute("update " + table + " set status = '" + ended + "' where owner = '" + alice + "'");
        }
        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);
    }

    @Test
    void eraseWhenTheProviderFailsThenAskedAgainAndDone() throws IOException {
        Sandbox.control("faults", "{\"failures\":1}");

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(503);
        assertThat(rowsOf(alice)).isEqualTo("2 1 1");

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);
        assertThat(rowsOf(alice)).isEqualTo("0 0 0");
    }

    @Test
    void eraseWhenCallerScopeOrPersonIsWrongThenForbiddenAndNothingIsGone() throws IOException {
        String before = DATABASE.checksum();
        for (TokenRecipe wrong : List.of(
                erase(alice).scope("person:export"),
                erase(alice).scope("payment"),
                erase(alice).claim("sub", "auth-server"))) {
            assertForbidden(authServer.request("DELETE", PATH).bearer(wrong.sign()));
        }
        assertForbidden(authServer.request("GET", PATH).bearer(erase(alice).sign()));
        for (String caller : List.of("gateway", "cart-service")) {
            try (TestClient other = TestClient.as(TestPlatform.identity(caller), "https://localhost:" + port)) {
                assertForbidden(other.request("DELETE", PATH)
                        .bearer(TestPlatform.issuer()
                                .token(caller, "payment-service")
                                .person(alice, "customer")
                                .scope("person:erase")
                                .sign()));
            }
        }
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    /** Row-level security says no where no policy did: the function erases whom the transaction is for. */
    @Test
    void eraseWhenItIsNotTheTransactionsPersonThenTheDatabaseRefuses() {
        String before = DATABASE.checksum();
        assertThatThrownBy(() -> RowSubject.runAs(bob, () -> rows.erase(alice)))
                .rootCause()
                .hasMessageContaining(REFUSAL);
        assertThatThrownBy(() -> rows.erase("")).rootCause().hasMessageContaining(REFUSAL);
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"541, 1000, 1 1 1", "539, 1000, 2 1 1", "541, 539, 2 1 1"})
    void forgetWhenACardWasNotPaidWithForLongThenGoneHereAndThere(int given, int paid, String left) {
        age("payment_method", given);
        age("payment", paid);
        // The one that was never paid with goes by its age alone.
        DATABASE.execute("update payment_method set created_at = now() where token = '" + unused + "'");
        String method = DATABASE.text("select method from payment where id = '" + payment + "'");

        retention.forget();

        assertThat(DATABASE.text("select concat_ws(' ', (select count(*) from payment_method where owner = '" + alice
                        + "' and provider_token is not null), (select count(*) from payment where owner = '" + alice
                        + "'), (select count(*) from payment_method where token = '" + method + "'))"))
                .isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"3654, 2 0 0", "3652, 2 1 1"})
    void forgetWhenAPaymentIsOlderThanKeptThenItIsNobodysAndStays(int days, String left) {
        age("payment", days);
        age("refund", days);
        long payments = DATABASE.number("select count(*) from payment");
        String bobs = rowsOf(bob);

        retention.forget();

        assertThat(rowsOf(alice)).isEqualTo(left);
        assertThat(rowsOf(bob)).isEqualTo(bobs);
        assertThat(DATABASE.number("select count(*) from payment")).isEqualTo(payments);
    }

    @Test
    void forgetWhenAnEventIsOlderThanKeptThenGone() {
        DATABASE.execute("insert into webhook_event (id, type, received_at) values"
                + " ('old-" + alice + "', 'x', now() - interval '91 days'),"
                + " ('new-" + alice + "', 'x', now() - interval '89 days')");
        retention.forget();
        assertThat(DATABASE.column("select id from webhook_event where id like '%" + alice + "'"))
                .containsExactly("new-" + alice);
        DATABASE.execute("delete from webhook_event where id = 'new-" + alice + "'");
    }

    private void age(String table, int days) {
        DATABASE.execute("update " + table + " set created_at = now() - interval '" + days + " days' where owner = '"
                + alice + "'");
    }

    private static String pay(String card) {
        return "{\"reference\":\"" + UUID.randomUUID() + "\",\"card\":\"" + card
                + "\",\"amount\":100,\"currency\":\"eur\"}";
    }

    private Answer ask(String method, TokenRecipe token) throws IOException {
        return authServer.request(method, PATH).bearer(token.sign()).send();
    }

    private static TokenRecipe export(String person) {
        return TestPlatform.issuer()
                .token("auth-server", "payment-service")
                .person(person)
                .actors("auth-server")
                .scope("person:export");
    }

    private static TokenRecipe erase(String person) {
        return export(person).scope("person:erase");
    }

    private static void assertForbidden(TestClient.Request request) throws IOException {
        try (Decisions decisions = Decisions.listen()) {
            assertThat(request.send().status()).isEqualTo(403);
            assertThat(decisions.reasons()).last().asString().startsWith("deny");
        }
    }

    /** How many cards, payments and refunds a person has. */
    private static String rowsOf(String person) {
        return DATABASE.text("select concat_ws(' ', (select count(*) from payment_method where owner = o),"
                + " (select count(*) from payment where owner = o), (select count(*) from refund where owner = o))"
                + " from (values ('" + person + "')) p (o)");
    }
}
