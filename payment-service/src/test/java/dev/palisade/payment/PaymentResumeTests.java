package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.payment.provider.ProviderKey;
import dev.palisade.payment.provider.ProviderToken;
import dev.palisade.payment.provider.StatementLine;
import dev.palisade.platform.money.Money;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Breaks a payment at each step, and then repeats the request: the money is taken once, and booked once. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PaymentResumeTests {

    @LocalServerPort
    private int port;

    @Autowired
    private FragileProvider provider;

    private final TestDatabase database = TestDatabase.named("payment");
    private final UUID order = UUID.randomUUID();
    private PaymentClient client;
    private String method = "";

    /** Where a request breaks off. */
    enum Break {
        NEVER,
        BEFORE_AUTHORIZATION,
        AFTER_AUTHORIZATION,
        AFTER_CAPTURE,
        ANSWER_LOST_AND_PROVIDER_GONE,
        PROVIDER_GONE,
        BEFORE_REFUND,
        AFTER_REFUND
    }

    @BeforeEach
    void connect() throws IOException {
        client = new PaymentClient(port);
        method = client.card("alice", "4242424242424242");
    }

    @AfterEach
    void repair() {
        client.close();
        provider.next.set(Break.NEVER);
        database.execute("drop trigger if exists crash on ledger_entry");
        database.execute("drop trigger if exists crash on payment");
        database.execute("drop function if exists crash()");
        assertThat(database.number("select coalesce(sum(amount), 0)::bigint from ledger_entry"))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Break.class,
            names = {
                "BEFORE_AUTHORIZATION",
                "AFTER_AUTHORIZATION",
                "AFTER_CAPTURE",
                "ANSWER_LOST_AND_PROVIDER_GONE",
                "PROVIDER_GONE"
            })
    void takeWhenBrokenOffAtTheProviderThenRepetitionFinishesIt(Break where) throws IOException {
        provider.next.set(where);
        Answer broken = take();
        assertThat(broken.status()).isIn(500, 503);
        assertThat(status()).isEqualTo("PENDING");
        assertThat(postings()).isZero();

        provider.next.set(Break.NEVER);
        assertTakenOnce(take());
    }

    @ParameterizedTest
    @EnumSource(
            value = Break.class,
            mode = Mode.INCLUDE,
            names = {
                "BEFORE_AUTHORIZATION",
                "AFTER_AUTHORIZATION",
                "AFTER_CAPTURE",
                "ANSWER_LOST_AND_PROVIDER_GONE",
                "PROVIDER_GONE"
            })
    void settleWhenTakingWasBrokenOffThenAsTheProviderSays(Break where) throws IOException {
        provider.next.set(where);
        take();
        provider.next.set(Break.NEVER);
        boolean charged = charges() == 1;
        Answer settled = client.settle("alice", order);
        assertThat(settled.json().path("status").asString()).isEqualTo(charged ? "CAPTURED" : "VOID");
        assertThat(postings()).isEqualTo(charged ? 2 : 0);

        Answer late = take();
        assertThat(late.status()).isEqualTo(charged ? 200 : 409);
        assertThat(charged ? "" : late.problem()).isEqualTo(charged ? "" : "payment-ruled-out");
        assertThat(charges()).isEqualTo(charged ? 1 : 0);
    }

    @Test
    void settleWhenProviderIsGoneThenUnavailableAndStillPending() throws IOException {
        provider.next.set(Break.AFTER_CAPTURE);
        take();
        provider.next.set(Break.PROVIDER_GONE);
        Answer settled = client.settle("alice", order);
        assertThat(settled.status()).isEqualTo(503);
        assertThat(settled.problem()).isEqualTo("provider-failed");
        assertThat(status()).isEqualTo("PENDING");
    }

    @Test
    void takeWhenLedgerBreaksThenNeitherCapturedNorBookedAndRepetitionFinishesIt() throws IOException {
        crashOn("ledger_entry", "insert");
        assertThat(take().status()).isEqualTo(500);
        assertThat(status()).isEqualTo("PENDING");
        assertThat(charges()).isEqualTo(1);
        assertThat(postings()).isZero();

        repair();
        client = new PaymentClient(port);
        assertTakenOnce(take());
    }

    @Test
    void takeWhenStoringBreaksThenProviderWasNotAsked() throws IOException {
        crashOn("payment", "insert");
        assertThat(take().status()).isEqualTo(500);
        assertThat(database.number("select count(*) from payment where order_id = '" + order + "'"))
                .isZero();

        repair();
        client = new PaymentClient(port);
        assertTakenOnce(take());
    }

    @Test
    void takeWhenEndingBreaksThenRepetitionFinishesIt() throws IOException {
        crashOn("payment", "update");
        assertThat(take().status()).isEqualTo(500);
        assertThat(charges()).isEqualTo(1);

        repair();
        client = new PaymentClient(port);
        assertTakenOnce(take());
    }

    @ParameterizedTest
    @EnumSource(
            value = Break.class,
            names = {"BEFORE_REFUND", "AFTER_REFUND", "PROVIDER_GONE"})
    void refundWhenBrokenOffThenRepetitionFinishesItAndNoMoreIsLeft(Break where) throws IOException {
        String payment = take().json().path("id").asString();
        provider.next.set(where);
        assertThat(client.refund(payment, "key", "15.00").status()).isIn(500, 503);

        provider.next.set(Break.NEVER);
        Answer other = client.refund(payment, "other", "15.00");
        assertThat(other.problem()).isEqualTo("refund-exceeds-payment");
        Answer again = client.refund(payment, "key", "15.00");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().path("status").asString()).isEqualTo("REFUNDED");
        assertThat(Sandbox.refundsOf(payment)).isEqualTo(1);
        assertThat(database.number("select count(*) from ledger_entry where posting = '"
                        + again.json().path("id").asString() + "'"))
                .isEqualTo(2);
    }

    private Answer take() throws IOException {
        return client.take("alice", order, "19.90", method);
    }

    private void assertTakenOnce(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("CAPTURED");
        assertThat(charges()).isEqualTo(1);
        assertThat(postings()).isEqualTo(2);
    }

    private String status() {
        return database.text("select status from payment where order_id = '" + order + "'");
    }

    private long charges() {
        List<String> payments = database.column("select id from payment where order_id = '" + order + "'");
        return Sandbox.captures().stream().filter(payments::contains).count();
    }

    private long postings() {
        return database.number(
                "select count(*) from ledger_entry e join payment p on p.id = e.posting where p.order_id = '" + order
                        + "'");
    }

    private void crashOn(String table, String event) {
        database.execute("create function crash() returns trigger language plpgsql as "
                + "$$ begin raise exception 'crash'; end $$");
        database.execute("create trigger crash before " + event + " on " + table
                + " for each statement execute function crash()");
    }

    @TestConfiguration
    static class Configuration {

        @Bean
        @Primary
        FragileProvider fragileProvider(@Qualifier("sandboxProvider") PaymentProvider sandbox) {
            return new FragileProvider(sandbox);
        }
    }

    /** The sandbox, or a crash of ours on the way to it or back from it. */
    static final class FragileProvider implements PaymentProvider {

        private final PaymentProvider sandbox;
        private final AtomicReference<Break> next = new AtomicReference<>(Break.NEVER);

        FragileProvider(PaymentProvider sandbox) {
            this.sandbox = sandbox;
        }

        @Override
        public ProviderToken tokenize(Card card) {
            return sandbox.tokenize(card);
        }

        @Override
        public void forget(ProviderToken card) {
            sandbox.forget(card);
        }

        @Override
        public Charge authorize(ProviderKey key, ProviderToken card, Money amount) {
            crashAt(Break.BEFORE_AUTHORIZATION);
            goneAt(Break.PROVIDER_GONE);
            Charge charge = sandbox.authorize(key, card, amount);
            crashAt(Break.AFTER_AUTHORIZATION);
            return charge;
        }

        @Override
        public Charge capture(ProviderKey key) {
            Charge charge = sandbox.capture(key);
            crashAt(Break.AFTER_CAPTURE);
            goneAt(Break.ANSWER_LOST_AND_PROVIDER_GONE);
            return charge;
        }

        @Override
        public Optional<Charge> find(ProviderKey key) {
            goneAt(Break.PROVIDER_GONE);
            goneAt(Break.ANSWER_LOST_AND_PROVIDER_GONE);
            return sandbox.find(key);
        }

        @Override
        public Charge cancel(ProviderKey key) {
            goneAt(Break.PROVIDER_GONE);
            return sandbox.cancel(key);
        }

        @Override
        public void refund(ProviderKey key, ProviderKey charge, Money amount) {
            crashAt(Break.BEFORE_REFUND);
            goneAt(Break.PROVIDER_GONE);
            sandbox.refund(key, charge, amount);
            crashAt(Break.AFTER_REFUND);
        }

        @Override
        public List<StatementLine> statement(LocalDate day) {
            return sandbox.statement(day);
        }

        private void crashAt(Break point) {
            if (next.get() == point) {
                throw new IllegalStateException("crash " + point);
            }
        }

        private void goneAt(Break point) {
            if (next.get() == point) {
                throw new ProviderException("The provider is gone");
            }
        }
    }
}
