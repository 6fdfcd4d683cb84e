package dev.palisade.auth.privacy;

import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.person.Accounts;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes people, here at once and in the services as soon as none of their tokens lives. What a service has to erase is
 * written down together with the deletion, and it is asked until it has done it: the person cannot ask again.
 */
@Component
public class Erasures {

    private static final Logger log = LoggerFactory.getLogger(Erasures.class);
    private static final int AT_ONCE = 20;
    private static final int WORTH_A_LOOK = 10; // attempts: more than a quarter of an hour of trying

    private final Accounts accounts;
    private final SignIns signIns;
    private final PersonalData data;
    private final PrivacyProperties properties;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Erasures(
            Accounts accounts,
            SignIns signIns,
            PersonalData data,
            PrivacyProperties properties,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.data = data;
        this.properties = properties;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Deletes a person and all sign-ins, and writes down what the services have to erase: all of it or nothing. */
    public void delete(UUID person) {
        transaction.executeWithoutResult(status -> {
            signIns.endAll(person, null);
            accounts.remove(person);
            data.services()
                    .forEach(service -> jdbc.sql("""
                            insert into erasure_notice (person, service, next_attempt_at)
                            values (?, ?, now() + make_interval(secs => ?))
                            """)
                            .params(person, service, properties.after().toSeconds())
                            .update());
        });
    }

    /** Sends what is due. Several servers share the work: each notice is locked by the one that sends it. */
    @Scheduled(fixedDelayString = "PT5S")
    void send() {
        for (int i = 0; i < AT_ONCE; i++) {
            if (!Boolean.TRUE.equals(transaction.execute(status -> sendNext()))) {
                return;
            }
        }
    }

    private boolean sendNext() {
        Notice notice = jdbc.sql("""
                        select person, service, attempts from erasure_notice
                        where next_attempt_at <= now() order by next_attempt_at limit 1 for update skip locked
                        """).query(Notice.class).optional().orElse(null);
        if (notice == null) {
            return false;
        }
        if (data.erase(notice.service(), notice.person())) {
            jdbc.sql("delete from erasure_notice where person = ? and service = ?")
                    .params(notice.person(), notice.service())
                    .update();
            return true;
        }
        if (notice.attempts() + 1 == WORTH_A_LOOK) {
            log.error("{} has not erased a person's data in {} attempts", notice.service(), WORTH_A_LOOK);
        }
        // 1, 2, 4 seconds and so on, and then every hour
        jdbc.sql("""
                        update erasure_notice set attempts = attempts + 1,
                            next_attempt_at = now() + least(power(2, least(attempts, 12)), 3600) * interval '1 second'
                        where person = ? and service = ?
                        """).params(notice.person(), notice.service()).update();
        return true;
    }

    private record Notice(UUID person, String service, int attempts) {}
}
