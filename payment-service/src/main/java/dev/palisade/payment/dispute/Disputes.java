package dev.palisade.payment.dispute;

import dev.palisade.payment.ledger.Ledger;
import dev.palisade.payment.payment.Payment;
import dev.palisade.platform.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All disputes. One begins as open and ends as won or lost, for good, in whichever order we hear of it. */
@Repository
public class Disputes {

    private static final String OPEN = "open";
    private static final String WON = "won";

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Disputes(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /**
     * Notes how far a dispute is, with its postings in the same transaction. Hearing it again, or hearing that it is open
     * after it was decided, changes nothing.
     *
     * @param id the provider's name for it
     * @param payment the payment, which was captured
     * @param amount how much is held back
     * @param status {@code open}, {@code won} or {@code lost}
     */
    @Transactional
    public void note(String id, Payment payment, Money amount, String status) {
        int opened = jdbc.sql("""
                        insert into dispute (id, payment_id, owner, amount, currency, status)
                        values (:id, :payment, :owner, :amount, :currency, 'open') on conflict do nothing
                        """)
                .param("id", id)
                .param("payment", payment.id().value())
                .param("owner", payment.owner())
                .param("amount", amount.amount())
                .param("currency", amount.currency().getCurrencyCode())
                .update();
        if (opened == 1) {
            ledger.disputed(posting(id, OPEN), amount);
        }
        if (status.equals(OPEN)) {
            return;
        }
        int decided = jdbc.sql("update dispute set status = :status where id = :id and status = 'open'")
                .param("status", status)
                .param("id", id)
                .update();
        if (decided == 1 && status.equals(WON)) {
            ledger.disputeWon(posting(id, WON), amount);
        }
    }

    /** A posting is named by what it books: the second of the same is refused. */
    private static UUID posting(String id, String step) {
        return UUID.nameUUIDFromBytes(("dispute " + id + " " + step).getBytes(StandardCharsets.UTF_8));
    }
}
