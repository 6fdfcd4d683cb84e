package dev.palisade.verify;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks at what is stored, past row-level security, as only the operator of the database can. */
final class Database {

    private Database() {}

    static Connection open(String database) throws SQLException {
        return DriverManager.getConnection(
                RunningPlatform.platform().postgres().jdbcUrl(database),
                "postgres",
                RunningPlatform.platform().postgres().superuserPassword());
    }

    static String value(String database, String query) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }

    static void change(String database, String statement) throws SQLException {
        try (Connection connection = open(database);
                Statement change = connection.createStatement()) {
            change.executeUpdate(statement);
        }
    }
}
