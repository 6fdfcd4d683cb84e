package dev.palisade.auth.elevation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people may be at this moment. It is read each time and never remembered with a sign-in, so that a role that ends has
 * ended everywhere.
 */
@Component
public class Roles {

    /** Who may read what is administered here. */
    public static final String AUDITOR = "auditor";

    /** Who may also change it. */
    public static final String ADMINISTRATOR = "administrator";

    private final JdbcClient jdbc;

    Roles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a person is now; nothing for who was disabled or is not there any more. */
    public Optional<Current> of(String person) {
        UUID id;
        try {
            id = UUID.fromString(person);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // What ends within the second is not worth a token, which could not end after it began.
        return jdbc.sql("""
                        select a.roles, e.role, e.expires_at
                        from account a left join elevation e on e.person = a.id and e.granted_at is not null
                            and e.ended_at is null and e.expires_at > now() + interval '1 second'
                        where a.id = ? and a.disabled_at is null
                        """).param(id).query(Roles::current);
    }

    /** Remembers that roles that are lent to a person were used. */
    public void used(String person, Set<String> lent) {
        if (!lent.isEmpty()) {
            jdbc.sql("""
                            update elevation set last_used_at = now()
                            where person = :person and role in (:roles) and granted_at is not null
                                and ended_at is null and expires_at > now()
                            """)
                    .param("person", UUID.fromString(person))
                    .param("roles", lent)
                    .update();
        }
    }

    private static Optional<Current> current(ResultSet rows) throws SQLException {
        Set<String> standing = null;
        Map<String, Instant> lent = new TreeMap<>();
        while (rows.next()) {
            standing = Set.of((String[]) rows.getArray("roles").getArray());
            String role = rows.getString("role");
            if (role != null && !standing.contains(role)) {
                lent.put(role, rows.getTimestamp("expires_at").toInstant());
            }
        }
        return standing == null ? Optional.empty() : Optional.of(new Current(standing, lent));
    }

    /**
     * The roles of a person.
     *
     * @param standing those that the person always has
     * @param lent those of a while, with their end
     */
    public record Current(Set<String> standing, Map<String, Instant> lent) {

        /** All of them, in order. */
        public Set<String> all() {
            Set<String> all = new TreeSet<>(standing);
            all.addAll(lent.keySet());
            return all;
        }

        /** Whether it is one of them. */
        public boolean has(String role) {
            return standing.contains(role) || lent.containsKey(role);
        }

        /** Whether it is any of them. */
        public boolean hasAny(Set<String> roles) {
            Set<String> common = new HashSet<>(all());
            common.retainAll(roles);
            return !common.isEmpty();
        }

        /** When the first of those that are lent ends. */
        public Optional<Instant> ends() {
            return lent.values().stream().min(Instant::compareTo);
        }
    }
}
