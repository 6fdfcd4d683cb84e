package dev.palisade.payment.payment;

import dev.palisade.payment.ledger.Ledger;
import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.method.PaymentMethods;
import dev.palisade.payment.payment.Payment.Demand;
import dev.palisade.payment.payment.Payment.Reason;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.Charge;
import dev.palisade.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** All payments; each transaction sees those of its person, and support sees all. */
@Repository
public class Payments {

    private static final String COLUMNS =
            "p.id, p.order_id, p.owner, p.status, p.amount, p.currency, p.method, p.reason";

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final PaymentMethods methods;

    Payments(JdbcClient jdbc, Ledger ledger, PaymentMethods methods) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.methods = methods;
    }

    /** Makes the payment of an order known before the provider is asked, unless it is known. */
    @Transactional
    Opened open(Payment wanted) {
        int inserted = jdbc.sql("""
                        insert into payment (id, order_id, owner, status, amount, currency, method)
                        values (:id, :order, :owner, :status, :amount, :currency, :method)
                        on conflict do nothing
                        """)
                .param("id", wanted.id().value())
                .param("order", wanted.orderId().value())
                .param("owner", wanted.owner())
                .param("status", wanted.status().name())
                .param(
                        "amount",
                        wanted.demand() == null
                                ? null
                                : wanted.demand().amount().amount(),
                        Types.NUMERIC)
                .param(
                        "currency",
                        wanted.demand() == null
                                ? null
                                : wanted.demand().amount().currency().getCurrencyCode(),
                        Types.VARCHAR)
                .param(
                        "method",
                        wanted.demand() == null
                                ? null
                                : wanted.demand().method().value(),
                        Types.VARCHAR)
                .update();
        if (inserted == 1) {
            return new Opened(wanted, true);
        }
        // Another person's payment does not show: then the order is not this person's.
        Payment known = jdbc.sql("select " + COLUMNS + " from payment p where order_id = :order")
                .param("order", wanted.orderId().value())
                .query(Payments::payment)
                .optional()
                .orElseThrow(Payment::differs);
        return new Opened(known, false);
    }

    /**
     * Ends a payment as the charge did, with its posting in the same transaction. When somebody else has ended it in the
     * meantime, that counts: the provider told both the same.
     */
    @Transactional
    Payment end(PaymentId id, Charge charge) {
        Payment now = lock(id).orElseThrow();
        if (now.status() != Status.PENDING) {
            return now;
        }
        Payment ended = now.end(charge);
        jdbc.sql("update payment set status = :status, reason = :reason where id = :id")
                .param("status", ended.status().name())
                .param("reason", ended.reason() == null ? null : ended.reason().word(), Types.VARCHAR)
                .param("id", id.value())
                .update();
        if (ended.status() == Status.CAPTURED) {
            ledger.captured(id.value(), ended.requireCaptured());
        }
        return ended;
    }

    /** The payment, when whoever asks may see it. */
    @Transactional(readOnly = true)
    public Optional<Payment> find(PaymentId id) {
        return jdbc.sql("select " + COLUMNS + " from payment p where id = :id")
                .param("id", id.value())
                .query(Payments::payment)
                .optional();
    }

    /** The payment, which nobody else changes until this transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Payment> lock(PaymentId id) {
        return jdbc.sql("select " + COLUMNS + " from payment p where id = :id for update")
                .param("id", id.value())
                .query(Payments::payment)
                .optional();
    }

    /** What a person is shown of a payment. */
    @Transactional(readOnly = true)
    Optional<Receipt> receipt(PaymentId id, String owner) {
        return jdbc.sql("select " + COLUMNS + """
                        , p.created_at, m.brand, m.token, m.last4,
                        (select coalesce(sum(r.amount), 0) from refund r
                         where r.payment_id = p.id and r.status = 'REFUNDED') as refunded
                        from payment p join payment_method m on m.token = p.method
                        where p.id = :id and p.owner = :owner
                        """)
                .param("id", id.value())
                .param("owner", owner)
                .query((row, number) -> new Receipt(
                        id,
                        OrderId.of(row.getString("order_id")),
                        Status.valueOf(row.getString("status")),
                        money(row, "amount"),
                        money(row, "refunded"),
                        Brand.named(row.getString("brand")),
                        methods.last4(new MethodToken(row.getString("token")), row.getString("last4")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private static Payment payment(ResultSet row, int number) throws SQLException {
        return new Payment(
                new PaymentId(row.getObject("id", UUID.class)),
                new OrderId(row.getObject("order_id", UUID.class)),
                row.getString("owner"),
                Status.valueOf(row.getString("status")),
                demand(row),
                row.getString("reason") == null ? null : Reason.named(row.getString("reason")));
    }

    private static @Nullable Demand demand(ResultSet row) throws SQLException {
        return row.getString("method") == null
                ? null
                : new Demand(money(row, "amount"), new MethodToken(row.getString("method")));
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        return new Money(row.getBigDecimal(column), Currency.getInstance(row.getString("currency")));
    }

    /**
     * A payment that is known.
     *
     * @param payment the payment
     * @param fresh whether this call made it known
     */
    record Opened(Payment payment, boolean fresh) {}
}
