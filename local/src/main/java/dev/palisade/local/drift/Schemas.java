package dev.palisade.local.drift;

import dev.palisade.local.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How far the schema of a database is: in the repository, and in the database. */
public final class Schemas {

    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private Schemas() {}

    /** The migrations in SQL that a module of the repository has, by their numbers. */
    public static Set<Integer> declared(Path module) {
        Set<Integer> versions = new TreeSet<>();
        try (Stream<Path> files = Files.list(module.resolve("src/main/resources/db/migration"))) {
            files.map(file -> MIGRATION.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .forEach(file -> versions.add(Integer.valueOf(file.group(1))));
            return versions;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the migrations of " + module + ".", e);
        }
    }

    /** The migrations in SQL that were applied to a database, and did not fail. */
    public static Set<Integer> applied(PostgresServer server, String database) throws SQLException {
        Set<Integer> versions = new TreeSet<>();
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(database), "postgres", server.superuserPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select version::int from flyway_schema_history where success and type = 'SQL'")) {
            while (rows.next()) {
                versions.add(rows.getInt(1));
            }
            return versions;
        }
    }
}
