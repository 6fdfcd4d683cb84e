package dev.palisade.auth.person;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The people that this authorization server knows. */
@Component
public class Accounts {

    private final JdbcClient jdbc;
    private final Addresses addresses;

    Accounts(JdbcClient jdbc, Addresses addresses) {
        this.jdbc = jdbc;
        this.addresses = addresses;
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

    /** The person with this identifier, as whoever has signed in; without the password's hash. */
    public Optional<UserDetails> signedIn(String id) {
        return byId(UUID.fromString(id)).map(account -> {
            User person = (User) account.signedIn();
            person.eraseCredentials();
            return person;
        });
    }

    /** Whether there is such a person, who may sign in. */
    public boolean isEnabled(String id) {
        return jdbc.sql("select 1 from account where id = ?::uuid and disabled_at is null")
                .param(id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Lets a person sign in, or no longer; tells whether that is new. */
    public boolean enable(UUID id, boolean enabled) {
        return jdbc.sql(
                                enabled
                                        ? "update account set disabled_at = null where id = ? and disabled_at is not null"
                                        : "update account set disabled_at = now() where id = ? and disabled_at is null")
                        .param(id)
                        .update()
                == 1;
    }

    /** Whether this is the person's password. */
    public boolean hasPassword(UUID id, String password, PasswordEncoder encoder) {
        return byId(id).filter(account -> encoder.matches(password, account.passwordHash()))
                .isPresent();
    }

    /** Gives a person another password. */
    public void setPassword(UUID id, String password, PasswordEncoder encoder) {
        jdbc.sql("update account set password_hash = ? where id = ?")
                .params(encoder.encode(password), id)
                .update();
    }

    /** What is stored about a person here, without the password's hash. */
    public Map<String, @Nullable Object> data(UUID id) {
        return jdbc.sql("select id, login, roles, created_at from account where id = ?")
                .param(id)
                .query((row, number) -> {
                    Map<String, @Nullable Object> data = new LinkedHashMap<>();
                    data.put("id", id);
                    data.put("name", row.getString("login"));
                    data.put("roles", row.getArray("roles").getArray());
                    data.put("address", addresses.of(id).orElse(null));
                    data.put("createdAt", row.getTimestamp("created_at").toInstant());
                    return data;
                })
                .single();
    }

    /** Makes the account of somebody who has confirmed the address; not where the name or the address is taken meanwhile. */
    public boolean register(UUID id, String login, String address, String passwordHash) {
        return jdbc.sql("""
                        insert into account (id, login, password_hash, roles, address, address_index)
                        values (?, ?, ?, '{customer}', ?, ?) on conflict do nothing
                        """)
                        .params(id, login, passwordHash, addresses.encrypted(id, address), addresses.index(address))
                        .update()
                == 1;
    }

    /** Removes a person, and with them all that hangs on the account. */
    public void remove(UUID id) {
        jdbc.sql("delete from account where id = ?").param(id).update();
    }

    Optional<Account> byId(UUID id) {
        return jdbc.sql(
                        "select id, login, password_hash, roles, disabled_at is null as enabled from account where id = ?")
                .param(id)
                .query((row, number) -> account(row))
                .optional();
    }

    Optional<Account> byLogin(String login) {
        return jdbc.sql(
                        "select id, login, password_hash, roles, disabled_at is null as enabled from account where login = lower(?)")
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
                row.getObject("id", UUID.class),
                row.getString("login"),
                row.getString("password_hash"),
                Set.of((String[]) roles.getArray()),
                row.getBoolean("enabled"));
    }
}
