package dev.palisade.local.postgres;

import dev.palisade.local.files.RandomSecret;
import dev.palisade.local.vault.VaultBootstrap;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/** The databases of a PostgreSQL server and who may use them, in the name of the role {@code postgres}. */
public final class Databases {

    private static final String SUPERUSER = "postgres";
    private static final String VAULT = "vault";
    private static final Pattern DATABASE = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final String address;
    private final Path trustFile;
    private final String password;

    /**
     * @param address the server's host and port
     * @param trustFile the certificate to trust
     * @param password the password of {@code postgres}
     */
    public Databases(String address, Path trustFile, String password) {
        this.address = address;
        this.trustFile = trustFile;
        this.password = password;
    }

    static String url(String address, String database, Path trustFile) {
        return "jdbc:postgresql://" + address + "/" + database + "?sslmode=verify-full&sslrootcert=" + trustFile;
    }

    /**
     * Makes a database with two roles: {@code <database>_owner}, which owns it and migrates it, and
     * {@code <database>_app}, which may read and change rows and nothing else. Nobody else may connect. Repeating it only
     * sets the passwords.
     */
    public void provision(String database, String ownerPassword, String appPassword) {
        provision(database, connection -> {
            role(connection, database + "_owner", ownerPassword);
            role(connection, database + "_app", appPassword);
        });
    }

    /**
     * Makes a database with the same two roles, in which nobody can log in: the role {@code vault} may make users that
     * have one of them for a time.
     */
    public void provisionForVault(String database) {
        provision(database, connection -> {
            create(connection, VAULT, "LOGIN CREATEROLE NOINHERIT");
            for (String role : List.of(database + "_owner", database + "_app")) {
                create(connection, role, "NOLOGIN NOINHERIT");
                execute(connection, "GRANT " + role + " TO " + VAULT + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
            }
            execute(
                    connection,
                    "GRANT pg_signal_backend TO " + VAULT + " WITH INHERIT TRUE",
                    "GRANT CONNECT ON DATABASE postgres TO " + VAULT);
        });
    }

    /**
     * This server as Vault uses it.
     *
     * @param caFile the file with the certificate to trust, where Vault finds it
     * @param credentialsTtl how long a user lives, as Vault writes durations
     */
    public VaultBootstrap.Database forVault(String caFile, String credentialsTtl) {
        return new VaultBootstrap.Database() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public String caFile() {
                return caFile;
            }

            @Override
            public String credentialsTtl() {
                return credentialsTtl;
            }

            @Override
            public String firstPassword() {
                String password = RandomSecret.password();
                try (Connection connection = connect(SUPERUSER)) {
                    setPassword(connection, VAULT, password);
                } catch (SQLException e) {
                    throw new IllegalStateException("Cannot make Vault's user: " + e.getMessage(), e);
                }
                return password;
            }
        };
    }

    private void provision(String database, Roles roles) {
        if (!DATABASE.matcher(database).matches()) {
            throw new IllegalArgumentException("Not a name for a database: " + database);
        }
        String owner = database + "_owner";
        String app = database + "_app";
        try (Connection connection = connect(SUPERUSER)) {
            execute(connection, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            roles.make(connection);
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
                execute(connection, "CREATE DATABASE " + database + " OWNER " + owner);
            }
            execute(
                    connection,
                    "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
                    "GRANT CONNECT ON DATABASE " + database + " TO " + app);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot make the database " + database + ": " + e.getMessage(), e);
        }
        String defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " ";
        try (Connection connection = connect(database)) {
            execute(
                    connection,
                    "ALTER SCHEMA public OWNER TO " + owner,
                    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                    "GRANT USAGE ON SCHEMA public TO " + app,
                    defaults + "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + app,
                    defaults + "GRANT USAGE ON SEQUENCES TO " + app,
                    defaults + "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot set the rights in " + database + ": " + e.getMessage(), e);
        }
    }

    private static void role(Connection connection, String role, String password) throws SQLException {
        create(connection, role, "LOGIN NOCREATEROLE NOINHERIT");
        setPassword(connection, role, password);
    }

    private static void create(Connection connection, String role, String rights) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            execute(connection, "CREATE ROLE " + role);
        }
        execute(connection, "ALTER ROLE " + role + " NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS " + rights);
    }

    /** The driver hashes the password here, so that it can never be seen in a log of statements. */
    private static void setPassword(Connection connection, String role, String password) throws SQLException {
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        return DriverManager.getConnection(url(address, database, trustFile), properties);
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @FunctionalInterface
    private interface Roles {
        void make(Connection connection) throws SQLException;
    }
}
