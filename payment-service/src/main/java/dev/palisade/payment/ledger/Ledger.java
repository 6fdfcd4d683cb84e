package dev.palisade.payment.ledger;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The books. A posting debits one account and credits another with the same amount, in the transaction of what it books:
 * either both are there or neither. PostgreSQL refuses a posting that does not balance, a second one of the same thing,
 * and any change of an old one, and it chains each entry to the one before it by their hashes.
 */
@Repository
public class Ledger {

    private final JdbcClient jdbc;

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Books that a payment was captured. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void captured(UUID payment, Money amount) {
        post(payment, Account.PROVIDER_RECEIVABLE, Account.SALES, amount);
    }

    /** Books that a refund was given. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refunded(UUID refund, Money amount) {
        post(refund, Account.REFUNDS, Account.PROVIDER_RECEIVABLE, amount);
    }

    /** Books that the provider holds back what was captured. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void disputed(UUID posting, Money amount) {
        post(posting, Account.DISPUTES, Account.PROVIDER_RECEIVABLE, amount);
    }

    /** Books that the provider holds it back no longer. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void disputeWon(UUID posting, Money amount) {
        post(posting, Account.PROVIDER_RECEIVABLE, Account.DISPUTES, amount);
    }

    /**
     * The positions at which the chain of hashes is broken; none when no entry was changed or taken out since it was
     * booked, whoever may have tried.
     */
    @Transactional(readOnly = true)
    public List<Long> breaks() {
        return jdbc.sql("select ledger_breaks()")
                .query((row, number) -> row.getLong(1))
                .list();
    }

    /** By how much the books are off in the currency where they are off most; 0 when debits and credits are equal. */
    @Transactional(readOnly = true)
    public BigDecimal imbalance() {
        return jdbc.sql("""
                        select coalesce(max(abs(total)), 0) from (
                            select sum(amount) as total from ledger_entry group by currency) currencies
                        """).query(BigDecimal.class).single();
    }

    private void post(UUID posting, Account debit, Account credit, Money amount) {
        enter(posting, debit, amount);
        enter(posting, credit, amount.negated());
    }

    private void enter(UUID posting, Account account, Money amount) {
        jdbc.sql("""
                        insert into ledger_entry (posting, account, amount, currency)
                        values (:posting, :account, :amount, :currency)
                        """)
                .param("posting", posting)
                .param("account", account.word())
                .param("amount", amount.amount())
                .param("currency", amount.currency().getCurrencyCode())
                .update();
    }
}
