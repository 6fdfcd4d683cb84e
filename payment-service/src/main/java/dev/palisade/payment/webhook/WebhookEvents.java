package dev.palisade.payment.webhook;

import dev.palisade.payment.dispute.Disputes;
import dev.palisade.payment.payment.Cashier;
import dev.palisade.payment.payment.Payment;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.payment.payment.PaymentId;
import dev.palisade.payment.payment.Payments;
import dev.palisade.payment.reconciliation.Difference;
import dev.palisade.payment.reconciliation.Difference.Kind;
import dev.palisade.payment.reconciliation.Differences;
import dev.palisade.payment.refund.Refunds;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.rows.RowSubject;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does what an event asks for, once. Each step may be repeated, and an event is noted when its last step is done: one that
 * a crash cut off is told again, and one that comes twice changes nothing. The order does not matter either, since a
 * payment ends as the provider says when it is asked, and not as the event says.
 */
@Service
public class WebhookEvents {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Payments payments;
    private final Cashier cashier;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Differences differences;

    WebhookEvents(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Payments payments,
            Cashier cashier,
            Refunds refunds,
            Disputes disputes,
            Differences differences) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.payments = payments;
        this.cashier = cashier;
        this.refunds = refunds;
        this.disputes = disputes;
        this.differences = differences;
    }

    /** Applies an event, unless it was applied before. */
    public void accept(WebhookEvent event) {
        RowSubject.runAs(Differences.SERVICE, () -> {
            if (!isKnown(event)) {
                handle(event);
                note(event);
            }
            return true;
        });
    }

    private void handle(WebhookEvent event) {
        Payment payment =
                PaymentId.parse(event.payment()).flatMap(payments::find).orElse(null);
        if (payment == null) {
            differences.add(new Difference(Kind.UNKNOWN_PAYMENT, event.type(), event.payment()));
            return;
        }
        switch (event.type()) {
            case "payment.captured" -> {
                if (isOf(payment, event)) {
                    cashier.finish(payment);
                    if (payment.status() == Status.VOID || payment.status() == Status.DECLINED) {
                        differences.add(new Difference(Kind.OTHER_STATE, event.type(), event.payment()));
                    }
                }
            }
            case "payment.authorized", "payment.declined", "payment.canceled" -> {
                if (event.amount() == null || isOf(payment, event)) {
                    cashier.finish(payment);
                }
            }
            case "refund.succeeded" -> refunded(event);
            case "dispute.created", "dispute.closed" -> disputed(payment, event);
            default -> {} // of no interest to us
        }
    }

    private void refunded(WebhookEvent event) {
        Optional<Money> amount = refunds.amountOf(event.reference());
        if (amount.isEmpty()) {
            differences.add(new Difference(Kind.MISSING_HERE, event.type(), event.reference()));
        } else if (!amount.get().equals(event.amount())) {
            differences.add(new Difference(Kind.OTHER_AMOUNT, event.type(), event.reference()));
        } else {
            refunds.give(UUID.fromString(event.reference()), amount.get());
        }
    }

    private void disputed(Payment payment, WebhookEvent event) {
        if (!isOf(payment, event)) {
            return;
        }
        cashier.finish(payment);
        if (payments.find(payment.id()).orElse(payment).status() == Status.CAPTURED) {
            disputes.note(event.reference(), payment, Objects.requireNonNull(event.amount()), event.status());
        } else {
            differences.add(new Difference(Kind.OTHER_STATE, event.type(), event.payment()));
        }
    }

    /** Whether it is about the amount that we know; when not, nothing is done but to say so. */
    private boolean isOf(Payment payment, WebhookEvent event) {
        boolean same = payment.demand() != null && payment.demand().amount().equals(event.amount());
        if (!same) {
            differences.add(new Difference(Kind.OTHER_AMOUNT, event.type(), event.payment()));
        }
        return same;
    }

    private boolean isKnown(WebhookEvent event) {
        return Boolean.TRUE.equals(
                transactions.execute(transaction -> jdbc.sql("select 1 from webhook_event where id = :id")
                        .param("id", event.id())
                        .query(Integer.class)
                        .optional()
                        .isPresent()));
    }

    private void note(WebhookEvent event) {
        transactions.executeWithoutResult(transaction -> jdbc.sql(
                        "insert into webhook_event (id, type) values (:id, :type) on conflict do nothing")
                .param("id", event.id())
                .param("type", event.type())
                .update());
    }
}
