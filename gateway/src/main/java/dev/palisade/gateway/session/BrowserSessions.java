package dev.palisade.gateway.session;

import dev.palisade.gateway.GatewayProperties;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Component;

/**
 * The sessions of all browsers, in PostgreSQL for all gateways. Each is sealed with its own cookie, ends after some time
 * without use and at the latest after its longest life, and can be ended from here without being opened.
 */
@Component
public class BrowserSessions implements SessionRepository<BrowserSession> {

    /** An ordinary request changes nothing, and is not worth a write for each second. */
    private static final Duration USE_IS_STORED_AFTER = Duration.ofMinutes(1);

    /** Longer than any refresh takes; a gateway that died meanwhile blocks nobody for longer. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(BrowserSessions.class);

    private final JdbcClient jdbc;
    private final Duration idle;
    private final Duration longest;
    private final Clock clock = Clock.systemUTC();

    BrowserSessions(JdbcClient jdbc, GatewayProperties properties) {
        this.jdbc = jdbc;
        this.idle = properties.session().idle();
        this.longest = properties.session().longest();
    }

    @Override
    public BrowserSession createSession() {
        return BrowserSession.begin(idle);
    }

    /** Stores what has changed. A session that was ended meanwhile stays so. */
    @Override
    public void save(BrowserSession session) {
        String storedId = session.storedId();
        if (storedId == null) {
            write(session, """
                    insert into browser_session (hash, person, sign_in, signed_in_at, created_at, used_at, ends_at, content)
                    values (:hash, :person, :signIn, :signedIn, :created, :used, :ends, :content)
                    """).update();
        } else if (session.isChanged()) {
            write(session, """
                            update browser_session set hash = :hash, person = :person, sign_in = :signIn,
                                signed_in_at = :signedIn, used_at = :used, ends_at = :ends, content = :content
                            where hash = :before
                            """).param("before", SessionSeal.of(storedId).hash()).update();
        } else if (session.unstoredUse().compareTo(USE_IS_STORED_AFTER) > 0) {
            jdbc.sql("update browser_session set used_at = ?, ends_at = ? where hash = ?")
                    .params(
                            Timestamp.from(session.getLastAccessedTime()),
                            Timestamp.from(end(session)),
                            SessionSeal.of(storedId).hash())
                    .update();
        } else {
            return;
        }
        session.isStored();
    }

    private JdbcClient.StatementSpec write(BrowserSession session, String sql) {
        SessionSeal seal = SessionSeal.of(session.getId());
        Instant signedIn = session.signedInAt();
        return jdbc.sql(sql)
                .param("hash", seal.hash())
                .param("person", session.person())
                .param("signIn", session.signIn())
                .param("signedIn", signedIn == null ? null : Timestamp.from(signedIn))
                .param("created", Timestamp.from(session.getCreationTime()))
                .param("used", Timestamp.from(session.getLastAccessedTime()))
                .param("ends", Timestamp.from(end(session)))
                .param("content", seal.close(session.content()));
    }

    @Override
    public @Nullable BrowserSession findById(String id) {
        SessionSeal seal = SessionSeal.of(id);
        return jdbc.sql("select created_at, used_at, content from browser_session where hash = ? and ends_at > ?")
                .params(seal.hash(), Timestamp.from(clock.instant()))
                .query((row, number) -> open(id, seal, row))
                .optional()
                .flatMap(opened -> opened)
                .orElse(null);
    }

    @Override
    public void deleteById(String id) {
        jdbc.sql("delete from browser_session where hash = ?")
                .param(SessionSeal.of(id).hash())
                .update();
    }

    /**
     * Ends sessions of a person.
     *
     * @param signIn the issuer's name of the sign-in that they came from ({@code sid}); all when none is named
     * @param until those that were signed in later stay: a notice that is sent again ends nothing new
     * @return how many there were
     */
    public int end(String person, @Nullable String signIn, Instant until) {
        return jdbc.sql("""
                        delete from browser_session
                        where person = :person and (:signIn::text is null or sign_in = :signIn) and signed_in_at <= :until
                        """)
                .param("person", person)
                .param("signIn", signIn)
                .param("until", Timestamp.from(until))
                .update();
    }

    /** Lets one gateway refresh the session's tokens; the others wait until it has, or until it must have died. */
    boolean lease(String id) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        update browser_session set refreshing_until = ?
                        where hash = ? and (refreshing_until is null or refreshing_until < ?)
                        """)
                        .params(
                                Timestamp.from(now.plus(LEASE)),
                                SessionSeal.of(id).hash(),
                                Timestamp.from(now))
                        .update()
                == 1;
    }

    void release(String id) {
        jdbc.sql("update browser_session set refreshing_until = null where hash = ?")
                .param(SessionSeal.of(id).hash())
                .update();
    }

    @Scheduled(fixedDelayString = "PT1M")
    void deleteEnded() {
        jdbc.sql("delete from browser_session where ends_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private Optional<BrowserSession> open(String id, SessionSeal seal, ResultSet row) throws SQLException {
        Instant created = row.getTimestamp("created_at").toInstant();
        Instant used = row.getTimestamp("used_at").toInstant();
        try {
            return Optional.of(BrowserSession.stored(id, created, used, idle, seal.open(row.getBytes("content"))));
        } catch (GeneralSecurityException | IllegalStateException e) {
            log.warn("A stored session cannot be opened by its cookie, so there is none: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Instant end(BrowserSession session) {
        Instant unused = session.getLastAccessedTime().plus(idle);
        Instant latest = session.getCreationTime().plus(longest);
        return unused.isBefore(latest) ? unused : latest;
    }
}
