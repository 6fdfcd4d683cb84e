package dev.palisade.auth.person;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people that this authorization server knows. */
@Component
public class Accounts {

    private final JdbcClient jdbc;

    Accounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The name to sign in with of the person with this identifier. */
    public Optional<String> loginOf(String id) {
        return jdbc.sql("select login from account where id = ?::uuid")
                .param(id)
                .query(String.class)
                .optional();
    }

    /** The identifier of the person with this name. */
    public Optional<UUID> idOf(String login) {
        return byLogin(login).map(Account::id);
    }

    Optional<Account> byLogin(String login) {
        return jdbc.sql("select id, login, password_hash, roles from account where login = lower(?)")
                .param(login)
                .query((row, number) -> account(row))
                .optional();
    }

    boolean add(Account account) {
        return jdbc.sql("""
                        insert into account (id, login, password_hash, roles) values (?, ?, ?, ?)
                        on conflict (login) do nothing
                        """)
                        .params(
                                account.id(),
                                account.login(),
                                account.passwordHash(),
                                account.roles().toArray(String[]::new))
                        .update()
                == 1;
    }

    private static Account account(ResultSet row) throws SQLException {
        Array roles = row.getArray("roles");
        return new Account(
                row.getObject("id", UUID.class), row.getString("login"), row.getString("password_hash"), Set.of((String
                                [])
                        roles.getArray()));
    }
}
