package dev.palisade.payment.refund;

import dev.palisade.payment.ledger.Ledger;
import dev.palisade.payment.payment.Payment;
import dev.palisade.payment.payment.PaymentId;
import dev.palisade.payment.payment.Payments;
import dev.palisade.payment.refund.Refund.Status;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All refunds. The payment's row is the lock: refunds of one payment are opened one after the other. */
@Repository
public class Refunds {

    private static final String COLUMNS = "id, payment_id, requested, amount, currency, status, created_at";

    private final JdbcClient jdbc;
    private final Payments payments;
    private final Ledger ledger;

    Refunds(JdbcClient jdbc, Payments payments, Ledger ledger) {
        this.jdbc = jdbc;
        this.payments = payments;
        this.ledger = ledger;
    }

    /** Whose payment it is. */
    @Transactional
    Optional<String> ownerOf(PaymentId payment) {
        return payments.lock(payment).map(Payment::owner);
    }

    /**
     * Makes a refund known before the provider is asked, unless it is known. From then on its amount is not left any
     * more, whatever becomes of the provider.
     *
     * @param wanted how much; what is left when null
     */
    @Transactional
    Refund open(PaymentId paymentId, IdempotencyKey key, @Nullable Money wanted) {
        Payment payment = payments.lock(paymentId).orElseThrow(Refunds::unknown);
        String requested = wanted == null ? "" : wanted.toString();
        Known known = find(paymentId, key);
        if (known != null) {
            if (!known.requested().equals(requested)) {
                throw new ProblemException(
                        HttpStatusCode.valueOf(422), "idempotency-key-reused", "This key was used for another request");
            }
            return known.refund();
        }
        Money left = left(paymentId, payment.requireCaptured());
        Money amount = wanted == null ? left : wanted;
        if (!amount.currency().equals(left.currency())) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "'amount' must be in " + left.currency() + ".");
        }
        if (!amount.isPositive() || amount.compareTo(left) > 0) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "refund-exceeds-payment", "That is more than is left of the payment");
        }
        jdbc.sql("""
                        insert into refund
                            (id, payment_id, owner, idempotency_key, requested, amount, currency, status)
                        values (:id, :payment, :owner, :key, :requested, :amount, :currency, 'PENDING')
                        """)
                .param("id", RefundId.random().value())
                .param("payment", paymentId.value())
                .param("owner", payment.owner())
                .param("key", key.value())
                .param("requested", requested)
                .param("amount", amount.amount())
                .param("currency", amount.currency().getCurrencyCode())
                .update();
        Known opened = find(paymentId, key);
        if (opened == null) {
            throw new IllegalStateException("The refund that was just opened is not there.");
        }
        return opened.refund();
    }

    /** Notes that the money is back, with its posting in the same transaction. */
    @Transactional
    Refund give(Refund opened) {
        Refund given = opened.give();
        give(given.id().value(), given.amount());
        return given;
    }

    /** How much a refund gives back; empty when there is none of this name. */
    @Transactional(readOnly = true)
    public Optional<Money> amountOf(String id) {
        return jdbc.sql("select amount, currency from refund where id::text = :id")
                .param("id", id)
                .query((row, number) ->
                        new Money(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))))
                .optional();
    }

    /** Notes that the money of a refund is back, unless that is known. */
    @Transactional
    public void give(UUID id, Money amount) {
        int updated = jdbc.sql("update refund set status = 'REFUNDED' where id = :id and status = 'PENDING'")
                .param("id", id)
                .update();
        if (updated == 1) {
            ledger.refunded(id, amount);
        }
    }

    static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such payment.");
    }

    /** What nobody has got back yet, neither by a refund nor by a dispute that is open or lost. */
    private Money left(PaymentId payment, Money captured) {
        BigDecimal given = jdbc.sql("""
                        select (select coalesce(sum(amount), 0) from refund where payment_id = :payment)
                            + (select coalesce(sum(amount), 0) from dispute
                               where payment_id = :payment and status <> 'won')
                        """)
                .param("payment", payment.value())
                .query(BigDecimal.class)
                .single();
        return captured.plus(new Money(given, captured.currency()).negated());
    }

    private @Nullable Known find(PaymentId payment, IdempotencyKey key) {
        return jdbc.sql("select " + COLUMNS + " from refund where payment_id = :payment and idempotency_key = :key")
                .param("payment", payment.value())
                .param("key", key.value())
                .query(Refunds::known)
                .optional()
                .orElse(null);
    }

    private static Known known(ResultSet row, int number) throws SQLException {
        return new Known(
                new Refund(
                        new RefundId(row.getObject("id", UUID.class)),
                        new PaymentId(row.getObject("payment_id", UUID.class)),
                        new Money(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))),
                        Status.valueOf(row.getString("status")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()),
                row.getString("requested"));
    }

    private record Known(Refund refund, String requested) {}
}
