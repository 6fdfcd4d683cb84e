package dev.palisade.payment.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.payment.PaymentService;
import dev.palisade.payment.dispute.Disputes;
import dev.palisade.payment.payment.Payment;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.payment.payment.PaymentSteps;
import dev.palisade.payment.payment.Payments;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.refund.RefundSteps;
import dev.palisade.payment.refund.RefundSteps.Opened;
import dev.palisade.payment.refund.Refunds;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.rows.RowSubject;
import dev.palisade.test.TestDatabase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * The books under sequences of what can happen to a payment, each thing also twice and in another order, compared after each
 * step with a model of what has to stand in them. The database is the real one, so that its triggers take part.
 */
class LedgerSequencesTests {

    private static final String OWNER = UUID.randomUUID().toString();
    private static final String CARD = "pm_" + UUID.randomUUID();
    private static final Money AMOUNT = euro(1000);
    private static final TestDatabase DATABASE = TestDatabase.named("payment");
    private static @Nullable ConfigurableApplicationContext context;
    private static int played;

    private final PaymentSteps payments = new PaymentSteps(bean(Payments.class));
    private final RefundSteps refunds = new RefundSteps(bean(Refunds.class));
    private final Disputes disputes = bean(Disputes.class);

    @BeforeContainer
    static void start() {
        context = new SpringApplicationBuilder(PaymentService.class).run();
        DATABASE.execute("insert into payment_method (token, owner, provider_token, brand, last4) values ('" + CARD
                + "', '" + OWNER + "', 'k1:' || repeat('A', 40), 'visa', 'k1:' || repeat('A', 40))");
    }

    @AfterContainer
    static void stop() {
        assertThat(bean(Ledger.class).breaks()).isEmpty();
        assertThat(DATABASE.column("select currency from ledger_entry group by currency having sum(amount) <> 0"))
                .isEmpty();
        if (context != null) {
            context.close();
        }
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void booksWhenAnySequenceThenBalancedChainedOnlyAddedToAndNeverMoreGivenBackThanTaken(
            @ForAll("sequences") List<Step> steps) {
        if (played++ % 1_000 == 500) {
            DATABASE.execute("analyze"); // or its plans are those of empty tables
        }
        long begin = DATABASE.number("select coalesce(max(position), 0) from ledger_entry");
        Case each = new Case();
        List<String> before = entries(begin);
        for (Step step : steps) {
            each.take(step);
            List<String> after = entries(begin);
            assertThat(after.stream().limit(before.size()).toList())
                    .as("what was booked before")
                    .isEqualTo(before);
            requireChain(after, begin == 0);
            assertThat(after.stream().skip(begin == 0 ? 0 : 1).map(LedgerSequencesTests::booked))
                    .as("after %s", step)
                    .containsExactlyInAnyOrderElementsOf(each.books);
            before = after;
        }
        assertThat(each.given()).isLessThanOrEqualTo(each.captured());
    }

    private static List<String> entries(long from) {
        return DATABASE.column("""
                select concat_ws(' ', e.position, e.previous, e.hash, e.created_at, e.currency,
                    e.hash = ledger_hash(e), e.posting, e.account, e.amount)
                from ledger_entry e where e.position >= %d order by e.position
                """.formatted(from));
    }

    /** Each entry has its own hash and that of the one before it. */
    private static void requireChain(List<String> entries, boolean first) {
        String last = first ? "0".repeat(64) : "";
        for (String entry : entries) {
            String[] parts = entry.split(" ");
            if (!last.isEmpty()) {
                assertThat(parts[1]).as("hash of the entry before").isEqualTo(last);
            }
            assertThat(entry).as("hash of the entry itself").contains(" EUR t ");
            last = parts[2];
        }
    }

    /** The posting, the account and the amount. */
    private static String booked(String entry) {
        return entry.substring(entry.indexOf(" EUR t ") + " EUR t ".length());
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Step> end = Arbitraries.frequency(
                        Tuple.of(8, Charge.CAPTURED), Tuple.of(1, Charge.CARD_DECLINED), Tuple.of(1, Charge.CANCELLED))
                .map(Step.End::new);
        Arbitrary<String> keys = Arbitraries.of("r1", "r2", "r3");
        Arbitrary<Step> refund = Combinators.combine(
                        keys, Arbitraries.of(1L, 400L, 600L, 1000L, 1001L).injectNull(0.3))
                .as(Step.Refund::new);
        Arbitrary<Step> give = keys.map(Step.Give::new);
        Arbitrary<Step> dispute = Combinators.combine(Arbitraries.of("d1", "d2"), Arbitraries.of("open", "won", "lost"))
                .as(Step.Dispute::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.just(new Step.Authorise())),
                        Tuple.of(3, end),
                        Tuple.of(4, refund),
                        Tuple.of(3, give),
                        Tuple.of(2, dispute))
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    private static Money euro(long cents) {
        return Money.of(BigDecimal.valueOf(cents, 2).toPlainString(), "EUR");
    }

    private static <T> T bean(Class<T> type) {
        if (context == null) {
            throw new IllegalStateException("The service has not been started.");
        }
        return context.getBean(type);
    }

    /** Something that happens to the payment. */
    sealed interface Step {

        /** It is asked for. */
        record Authorise() implements Step {}

        record End(Charge charge) implements Step {}

        /** Support asks for a refund; of what is left when there is no amount. */
        record Refund(String key, @Nullable Long cents) implements Step {}

        /** The provider has given a refund. */
        record Give(String key) implements Step {}

        /** The provider tells how far a dispute is. */
        record Dispute(String id, String status) implements Step {}
    }

    /** One payment, and what the model knows of it. */
    private final class Case {

        private final UUID order = UUID.randomUUID();
        private final List<String> books = new ArrayList<>();
        private final Map<String, Opened> opened = new HashMap<>();
        private final Map<String, @Nullable Long> asked = new HashMap<>();
        private final Map<String, Boolean> given = new HashMap<>();
        private final Map<String, String> disputed = new HashMap<>();
        private Payment payment = as(OWNER, () -> payments.open(order, OWNER, AMOUNT, CARD));

        private void take(Step step) {
            switch (step) {
                case Step.Authorise authorise ->
                    assertThat(as(OWNER, () -> payments.open(order, OWNER, AMOUNT, CARD)))
                            .isEqualTo(payment);
                case Step.End end -> end(end.charge());
                case Step.Refund refund -> refund(refund.key(), refund.cents());
                case Step.Give give -> give(give.key());
                case Step.Dispute dispute -> dispute(dispute.id(), dispute.status());
            }
        }

        private void end(Charge charge) {
            boolean pending = payment.status() == Status.PENDING;
            Payment ended = as(OWNER, () -> payments.end(payment.id(), charge));
            if (pending && charge == Charge.CAPTURED) {
                book(payment.id().value(), "provider-receivable", "sales", AMOUNT);
            } else if (!pending) {
                assertThat(ended).isEqualTo(payment);
            }
            payment = ended;
        }

        private void refund(String key, @Nullable Long cents) {
            try {
                Opened refund = asSupport(() -> refunds.open(payment.id(), key, cents == null ? null : euro(cents)));
                Opened known = opened.get(key);
                if (known == null) {
                    assertThat(refund.amount()).isEqualTo(euro(cents == null ? left() : cents));
                } else {
                    assertThat(refund).isEqualTo(known);
                }
                assertThat(expected(key, cents)).isEmpty();
                opened.put(key, refund);
                asked.put(key, cents);
            } catch (ProblemException e) {
                String type = String.valueOf(e.getBody().getType());
                assertThat(type.substring(type.lastIndexOf(':') + 1)).isEqualTo(expected(key, cents));
            }
        }

        private String expected(String key, @Nullable Long cents) {
            if (opened.containsKey(key)) {
                return Objects.equals(asked.get(key), cents) ? "" : "idempotency-key-reused";
            }
            if (payment.status() != Status.CAPTURED) {
                return "payment-not-captured";
            }
            long wanted = cents == null ? left() : cents;
            return wanted < 1 || wanted > left() ? "refund-exceeds-payment" : "";
        }

        private void give(String key) {
            Opened refund = opened.get(key);
            if (refund != null) {
                as("payment-service", () -> {
                    refunds.give(refund);
                    return true;
                });
                if (given.put(key, true) == null) {
                    book(refund.id(), "refunds", "provider-receivable", refund.amount());
                }
            }
        }

        /** As the webhook does it: of a payment that was captured only. */
        private void dispute(String id, String status) {
            if (payment.status() != Status.CAPTURED) {
                return;
            }
            String name = id + "_" + order;
            as("payment-service", () -> {
                disputes.note(name, payment, AMOUNT, status);
                return true;
            });
            String known = disputed.get(id);
            if (known == null) {
                book(posting(name, "open"), "disputes", "provider-receivable", AMOUNT);
            }
            if ((known == null || known.equals("open")) && status.equals("won")) {
                book(posting(name, "won"), "provider-receivable", "disputes", AMOUNT);
            }
            if (known == null || known.equals("open")) {
                disputed.put(id, status);
            }
        }

        private static UUID posting(String dispute, String step) {
            return UUID.nameUUIDFromBytes(("dispute " + dispute + " " + step).getBytes(StandardCharsets.UTF_8));
        }

        private void book(UUID posting, String debit, String credit, Money amount) {
            books.add("%s %s %s00".formatted(posting, debit, amount.amount()));
            books.add("%s %s -%s00".formatted(posting, credit, amount.amount()));
        }

        /** In cents: what nobody has got back, neither by a refund nor by a dispute that is not won. */
        private long left() {
            long held = disputed.values().stream()
                            .filter(status -> !status.equals("won"))
                            .count()
                    * cents(AMOUNT);
            return captured() - given() - held;
        }

        private long captured() {
            return payment.status() == Status.CAPTURED ? cents(AMOUNT) : 0;
        }

        private long given() {
            return opened.values().stream()
                    .mapToLong(refund -> cents(refund.amount()))
                    .sum();
        }

        private static long cents(Money money) {
            return money.amount().movePointRight(2).longValueExact();
        }

        private static <T> T as(String subject, Supplier<T> work) {
            return RowSubject.runAs(subject, work);
        }

        private static <T> T asSupport(Supplier<T> work) {
            Jwt erin = Jwt.withTokenValue("erin")
                    .header("alg", "PS256")
                    .subject("erin")
                    .claim("client_id", "gateway")
                    .claim("roles", List.of("support"))
                    .build();
            SecurityContextHolder.getContext().setAuthentication(new JwtAuthenticationToken(erin));
            try {
                return work.get();
            } finally {
                SecurityContextHolder.clearContext();
            }
        }
    }
}
