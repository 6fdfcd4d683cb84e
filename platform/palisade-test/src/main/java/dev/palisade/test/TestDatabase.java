package dev.palisade.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** Looks into a database past every limit that the service under test has, so that a test sees what really is there. */
public final class TestDatabase {

    private static final Map<String, Connection> SUPERUSERS = new ConcurrentHashMap<>();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** The database of a service, for example {@code catalog}. */
    public static TestDatabase named(String name) {
        return new TestDatabase(name);
    }

    /** A text that is the same as before only when no row of any table has changed. */
    public String checksum() {
        StringBuilder all = new StringBuilder();
        for (String table : column("""
                select tablename from pg_tables
                where schemaname = 'public' and tablename <> 'flyway_schema_history' order by tablename
                """)) {
            String rows =
                    text("select count(*) || ' ' || coalesce(md5(string_agg(r::text, ',' order by r::text)), '') from "
                            + table + " r");
            all.append(table).append(' ').append(rows).append('\n');
        }
        return all.toString();
    }

    /** The one number that a query answers with. */
    public long number(String sql) {
        return Long.parseLong(text(sql));
    }

    /** The one value that a query answers with, as text. */
    public String text(String sql) {
        return column(sql).getFirst();
    }

    /** The first column of what a query answers with, as text. */
    public List<String> column(String sql) {
        try (Statement statement = superuser().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement. */
    public void execute(String sql) {
        try (Statement statement = superuser().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A connection as one of the service's own roles, {@code <name>_app} or {@code <name>_owner}.
     *
     * @throws SQLException when it is refused
     */
    public Connection connectAs(String role) throws SQLException {
        TestPlatform.Database database = TestPlatform.database(name);
        return connect(role, role.endsWith("_owner") ? database.ownerPassword() : database.appPassword());
    }

    /** One connection for all looks at a database; it ends with the JVM. */
    private Connection superuser() {
        return SUPERUSERS.computeIfAbsent(name, missing -> {
            try {
                return connect("postgres", TestPlatform.postgres().superuserPassword());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Connection connect(String role, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", password);
        return DriverManager.getConnection(TestPlatform.postgres().jdbcUrl(name), properties);
    }
}
