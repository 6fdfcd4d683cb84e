package dev.palisade.auth.admin;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Everything that people were given: roles, roles for a while, consents and sign-ins. */
@Component
class Grants {

    private static final String ALL = """
            select 'role' as kind, account.id::text as person, role as of, '' as scopes,
                account.created_at as since, null::timestamptz as until,
                (select max(access_token_issued_at) from oauth2_authorization
                    where principal_name = account.id::text) as last_use
            from account, unnest(account.roles) as role
            union all
            select 'elevation', person::text, role, '', granted_at, least(ended_at, expires_at), last_used_at
            from elevation where granted_at is not null
            union all
            select 'consent', principal_name, registered_client_id,
                replace(replace(authorities, 'SCOPE_', ''), ',', ' '), created_at, null, last_used_at
            from oauth2_authorization_consent
            union all
            select 'sign-in', principal_name, registered_client_id,
                replace(coalesce(authorized_scopes, ''), ',', ' '), created_at,
                greatest(access_token_expires_at, refresh_token_expires_at), access_token_issued_at
            from oauth2_authorization
            where access_token_value is not null and principal_name <> registered_client_id
            """;

    private final JdbcClient jdbc;

    Grants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of everybody, by person. */
    List<Grant> all() {
        return jdbc.sql(ALL + "order by 2, 1, 3, 5")
                .query((row, number) -> grant(row))
                .list();
    }

    /** Those of one person. */
    List<Grant> of(UUID person) {
        return jdbc.sql("select * from (" + ALL + ") grants where person = ? order by 1, 3, 5")
                .param(person.toString())
                .query((row, number) -> grant(row))
                .list();
    }

    private static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getString("kind"),
                row.getString("person"),
                row.getString("of"),
                row.getString("scopes"),
                row.getTimestamp("since").toInstant(),
                instant(row, "until"),
                instant(row, "last_use"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
