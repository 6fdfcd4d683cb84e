package dev.palisade.verify.chaos;

import dev.palisade.local.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Customers of a platform of its own: many, with the password of one. */
final class People {

    private static final String LIKE_ALICE = """
            insert into account (id, login, password_hash, roles)
            select gen_random_uuid(), ?, password_hash, roles from account where login = 'alice'
            on conflict (login) do nothing
            """;

    private People() {}

    /** So many people who can sign in as alice can. */
    static List<String> like(Platform platform, int howMany) throws SQLException {
        List<String> logins = new ArrayList<>();
        try (Connection connection = Books.open(platform, "auth");
                PreparedStatement insert = connection.prepareStatement(LIKE_ALICE)) {
            for (int i = 1; i <= howMany; i++) {
                String login = "customer-" + i;
                insert.setString(1, login);
                insert.executeUpdate();
                logins.add(login);
            }
        }
        return logins;
    }
}
