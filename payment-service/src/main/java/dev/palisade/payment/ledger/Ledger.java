package dev.palisade.payment.ledger;

import dev.palisade.platform.money.Money;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The books. A posting debits one account and credits another with the same amount, in the transaction of what it books:
 * either both are there or neither. PostgreSQL refuses a posting that does not balance, a second one of the same thing,
 * and any change of an old one.
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
