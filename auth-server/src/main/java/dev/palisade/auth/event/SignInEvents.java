package dev.palisade.auth.event;

import dev.palisade.auth.account.StoredAboutPerson;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionListener;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps what the decision log says about signing in, about what people sign in with, and about what an administrator did
 * to them, for as long as it may be asked for. A sign-in that cannot be written down does not happen.
 */
@Component
public class SignInEvents implements DecisionListener, StoredAboutPerson {

    private static final Set<String> OWN = Set.of("sign-in", "account");
    private static final Set<String> DONE_TO = Set.of("DisablePerson", "EnablePerson", "EndSignIns");
    private static final int SHOWN_TO_OWNER = 1_000;

    private final JdbcClient jdbc;
    private final EventProperties properties;

    SignInEvents(JdbcClient jdbc, EventProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Override
    public void recorded(Decision decision) {
        if (OWN.contains(decision.point())) {
            write(person(decision.subject()).orElse(null), decision);
        } else if (DONE_TO.contains(decision.action()) && decision.permitted()) {
            person(decision.resource()).ifPresent(person -> write(person, decision));
        }
    }

    /**
     * Events, the latest first.
     *
     * @param person whose; everybody's when {@code null}
     * @param permitted only what was permitted, or only what was refused; both when {@code null}
     */
    public List<SignInEvent> find(@Nullable UUID person, @Nullable Boolean permitted, int limit, long offset) {
        return jdbc.sql("""
                        select e.at, e.person, a.login, e.action, e.permitted, e.reason
                        from sign_in_event e left join account a on a.id = e.person
                        where (cast(:person as uuid) is null or e.person = :person)
                            and (cast(:permitted as boolean) is null or e.permitted = :permitted)
                        order by e.id desc limit :limit offset :offset
                        """)
                .param("person", person)
                .param("permitted", permitted)
                .param("limit", limit)
                .param("offset", offset)
                .query((row, number) -> event(row))
                .list();
    }

    @Override
    public String name() {
        return "signInEvents";
    }

    @Override
    public List<?> about(UUID person) {
        return find(person, null, SHOWN_TO_OWNER, 0);
    }

    /** Returns how many were forgotten. */
    @Scheduled(initialDelayString = "PT3M", fixedDelayString = "PT1H")
    int forget() {
        return jdbc.sql("delete from sign_in_event where at < now() - make_interval(secs => ?)")
                .param(properties.kept().toSeconds())
                .update();
    }

    private void write(@Nullable UUID person, Decision decision) {
        jdbc.sql("""
                        insert into sign_in_event (person, action, permitted, reason)
                        values (:person, :action, :permitted, :reason)
                        """)
                .param("person", person)
                .param("action", decision.action())
                .param("permitted", decision.permitted())
                .param("reason", decision.reason())
                .update();
    }

    private static SignInEvent event(ResultSet row) throws SQLException {
        return new SignInEvent(
                row.getTimestamp("at").toInstant(),
                row.getObject("person", UUID.class),
                row.getString("login"),
                row.getString("action"),
                row.getBoolean("permitted"),
                row.getString("reason"));
    }

    private static Optional<UUID> person(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name that nobody has, or no person at all
        }
    }

    /**
     * Something that happened.
     *
     * @param at when
     * @param person whose sign-in it was, if there is such a person
     * @param login the name to sign in with, while there is an account
     * @param action what was asked for
     * @param permitted whether it was given
     * @param reason why, as in the decision log
     */
    public record SignInEvent(
            Instant at,
            @Nullable UUID person,
            @Nullable String login,
            String action,
            boolean permitted,
            String reason) {}
}
