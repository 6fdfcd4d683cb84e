package dev.palisade.payment.reconciliation;

import dev.palisade.payment.reconciliation.Difference.Kind;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All differences that were ever found; each is a row and an entry in the log, once. */
@Repository
public class Differences {

    /** As whom this service looks at rows when it works for itself; no person has a name like that. */
    public static final String SERVICE = "payment-service";

    private static final Logger log = LoggerFactory.getLogger(Differences.class);
    private static final int SHOWN = 200;

    private final JdbcClient jdbc;

    Differences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes a difference, unless it was noted before. */
    @Transactional
    public void add(Difference difference) {
        int added = jdbc.sql("""
                        insert into difference (kind, movement, reference) values (:kind, :movement, :reference)
                        on conflict do nothing
                        """)
                .param("kind", difference.kind().word())
                .param("movement", difference.movement())
                .param("reference", difference.reference())
                .update();
        if (added == 1) {
            log.atWarn()
                    .addKeyValue("difference", difference.kind().word())
                    .addKeyValue("movement", difference.movement())
                    .addKeyValue("reference", difference.reference())
                    .log("The card provider and we do not agree");
        }
    }

    /** The newest, first. */
    @Transactional(readOnly = true)
    List<FoundDifference> newest() {
        return jdbc.sql("select kind, movement, reference, found_at from difference order by id desc limit " + SHOWN)
                .query((row, number) -> new FoundDifference(
                        Kind.named(row.getString("kind")),
                        row.getString("movement"),
                        row.getString("reference"),
                        row.getObject("found_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * A difference that was found.
     *
     * @param kind in what way the provider and we do not agree
     * @param movement what moved the money, or the event that told us
     * @param reference the payment, refund or dispute
     * @param foundAt when it was found
     */
    record FoundDifference(Kind kind, String movement, String reference, Instant foundAt) {}
}
