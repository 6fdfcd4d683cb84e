package dev.palisade.auth.admin;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people, as those see them who administer: never a password's hash, a secret, or an address. */
@Component
class Directory {

    private static final String SELECT = """
            select a.id, a.login, a.roles, a.created_at, a.disabled_at,
                exists (select 1 from totp t where t.account_id = a.id and t.confirmed) as codes,
                (select count(*) from user_credentials u where u.account_id = a.id) as passkeys,
                (select max(at) from sign_in_event e where e.person = a.id and e.permitted
                    and e.action in ('Password', 'Passkey')) as last_sign_in
            from account a
            """;

    private final JdbcClient jdbc;

    Directory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those whose name has this in it, by name. */
    List<Person> search(String part, int limit, long offset) {
        return jdbc.sql(SELECT + "where position(lower(?) in a.login) > 0 order by a.login limit ? offset ?")
                .params(part, limit, offset)
                .query((row, number) -> person(row))
                .list();
    }

    /** The one with this identifier. */
    Optional<Person> find(UUID id) {
        return jdbc.sql(SELECT + "where a.id = ?")
                .param(id)
                .query((row, number) -> person(row))
                .optional();
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getObject("id", UUID.class),
                row.getString("login"),
                List.of((String[]) row.getArray("roles").getArray()),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "disabled_at"),
                row.getBoolean("codes"),
                row.getInt("passkeys"),
                instant(row, "last_sign_in"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    /**
     * A person.
     *
     * @param id the identifier
     * @param login the name to sign in with
     * @param roles the standing roles
     * @param since when the account was made
     * @param disabledAt since when the person may not sign in, if so
     * @param codes whether there is a code generator
     * @param passkeys how many passkeys there are
     * @param lastSignIn the last sign-in that is remembered, if any
     */
    record Person(
            UUID id,
            String login,
            List<String> roles,
            Instant since,
            @Nullable Instant disabledAt,
            boolean codes,
            int passkeys,
            @Nullable Instant lastSignIn) {

        /** The second factors, in words. */
        String factors() {
            String keys = passkeys == 0 ? "" : passkeys == 1 ? "1 passkey" : passkeys + " passkeys";
            return codes
                    ? keys.isEmpty() ? "code generator" : "code generator, " + keys
                    : keys.isEmpty() ? "none" : keys;
        }
    }
}
