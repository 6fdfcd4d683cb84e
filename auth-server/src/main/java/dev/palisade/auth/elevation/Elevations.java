package dev.palisade.auth.elevation;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.account.PersonSignedOutEverywhere;
import dev.palisade.auth.account.StoredAboutPerson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Roles for a while. A person asks for one, another person grants it, and it ends by itself, or earlier when either of them
 * says so. Each step is one statement about a row in the state that it needs, so that of two at once only one happens.
 */
@Component
public class Elevations implements StoredAboutPerson {

    private static final String SELECT = """
            select e.*, a.login, g.login as granter, case
                when e.granted_at is not null and e.ended_at is null and e.expires_at > now() then 'running'
                when e.granted_at is not null then 'ended'
                when e.ended_at is null and e.asked_at > now() - interval '1 day' then 'waiting'
                when e.ended_by = e.person then 'withdrawn'
                when e.ended_by is not null then 'refused'
                else 'lapsed' end as state
            from elevation e join account a on a.id = e.person left join account g on g.id = e.granted_by
            """;

    private final JdbcClient jdbc;
    private final AuthProperties properties;
    private final ApplicationEventPublisher events;

    Elevations(JdbcClient jdbc, AuthProperties properties, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.events = events;
    }

    /** The roles that a person of these standing roles may ask for. */
    public Set<String> eligible(Set<String> standing) {
        Set<String> eligible = new TreeSet<>();
        standing.forEach(role -> eligible.addAll(properties.eligibleRoles().getOrDefault(role, Set.of())));
        eligible.removeAll(standing);
        return eligible;
    }

    /**
     * Asks for a role.
     *
     * @return whether it was written down; it is not while one of the same role waits or runs
     */
    @Transactional
    public boolean ask(UUID person, String role, String reason, int minutes) {
        jdbc.sql("""
                        update elevation set ended_at = coalesce(expires_at, asked_at + interval '1 day')
                        where person = ? and role = ? and ended_at is null
                            and coalesce(expires_at, asked_at + interval '1 day') <= now()
                        """).params(person, role).update();
        return jdbc.sql("""
                        insert into elevation (person, role, reason, minutes) values (?, ?, ?, ?)
                        on conflict do nothing
                        """).params(person, role, reason, minutes).update() == 1;
    }

    /** Grants what waits; tells whether it did. Nobody grants their own. */
    public boolean grant(UUID id, UUID by) {
        return jdbc.sql("""
                        update elevation set granted_by = :by, granted_at = now(),
                            expires_at = now() + minutes * interval '1 minute'
                        where id = :id and person <> :by and granted_at is null and ended_at is null
                            and asked_at > now() - interval '1 day'
                        """).param("id", id).param("by", by).update() == 1;
    }

    /**
     * Ends what waits, which refuses it or takes it back, or what runs: then everything that the person is signed in to
     * ends with it, since tokens name the role.
     *
     * @return whether there was anything to end
     */
    @Transactional
    public boolean end(UUID id, UUID by) {
        Optional<Ended> ended =
                jdbc.sql("""
                        update elevation set ended_at = now(), ended_by = :by
                        where id = :id and ended_at is null
                            and coalesce(expires_at, asked_at + interval '1 day') > now()
                        returning person, granted_at is not null as was_running
                        """).param("id", id).param("by", by).query(Ended.class).optional();
        ended.filter(Ended::wasRunning)
                .ifPresent(each -> events.publishEvent(new PersonSignedOutEverywhere(each.person())));
        return ended.isPresent();
    }

    /** Ends all that a person waits for or has. */
    public void endAll(UUID person, UUID by) {
        jdbc.sql("""
                        update elevation set ended_at = now(), ended_by = :by
                        where person = :person and ended_at is null
                            and coalesce(expires_at, asked_at + interval '1 day') > now()
                        """).param("person", person).param("by", by).update();
    }

    /** The one with this identifier. */
    public Optional<Elevation> find(UUID id) {
        return jdbc.sql(SELECT + " where e.id = ?")
                .param(id)
                .query((row, number) -> elevation(row))
                .optional();
    }

    /** Those of a person, the latest first. */
    public List<Elevation> of(UUID person) {
        return jdbc.sql(SELECT + " where e.person = ? order by e.asked_at desc limit 100")
                .param(person)
                .query((row, number) -> elevation(row))
                .list();
    }

    /** The latest ones of everybody, first those that somebody can decide about. */
    public List<Elevation> latest() {
        return jdbc.sql("select * from (" + SELECT + """
                        ) latest order by array_position(array['waiting', 'running'], state), asked_at desc limit 100
                        """)
                .query((row, number) -> elevation(row))
                .list();
    }

    @Override
    public String name() {
        return "elevations";
    }

    @Override
    public List<?> about(UUID person) {
        return of(person);
    }

    private static Elevation elevation(ResultSet row) throws SQLException {
        return new Elevation(
                row.getObject("id", UUID.class),
                row.getObject("person", UUID.class),
                row.getString("login"),
                row.getString("role"),
                row.getString("reason"),
                row.getInt("minutes"),
                Elevation.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("asked_at").toInstant(),
                row.getObject("granted_by", UUID.class),
                row.getString("granter"),
                instant(row, "granted_at"),
                instant(row, "expires_at"),
                instant(row, "ended_at"),
                instant(row, "last_used_at"));
    }

    private record Ended(UUID person, boolean wasRunning) {}

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
