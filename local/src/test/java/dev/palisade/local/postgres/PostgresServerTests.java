package dev.palisade.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.palisade.local.ca.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerTests {

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.inMemory("Test");

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.temporary(Path.of("target/postgres"), AUTHORITY.issue("postgres", Duration.ofHours(1)));
        server.databases().provision("catalog", "catalog-owner-password", "catalog-app-password");
        server.databases().provision("cart", "cart-owner-password", "cart-app-password");
    }

    @Test
    void connectWhenProvisionedThenTls13() throws SQLException {
        try (Connection connection = connect("catalog", "catalog_app", "catalog-app-password");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void connectWhenNotTlsThenRefused() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/catalog?sslmode=disable",
                        "catalog_app",
                        "catalog-app-password"))
                .withMessageContaining("no encryption");
    }

    @Test
    void connectWhenServerOfAnotherAuthorityThenRefused(@TempDir Path directory) {
        CertificateAuthority.inMemory("Other")
                .issue("client", Duration.ofHours(1))
                .writeTo(directory);
        String url = "jdbc:postgresql://localhost:" + server.port() + "/catalog?sslmode=verify-full&sslrootcert="
                + directory.resolve("ca.pem");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url, "catalog_app", "catalog-app-password"))
                .withStackTraceContaining("PKIX path");
    }

    @Test
    void connectWhenWrongPasswordThenRefused() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect("catalog", "catalog_app", "wrong"))
                .withMessageContaining("password authentication failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart", "postgres", "template1"})
    void connectWhenAnotherDatabaseThenRefused(String database) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(database, "catalog_app", "catalog-app-password"))
                .withMessageContaining("permission denied for database");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(database, "catalog_owner", "catalog-owner-password"))
                .withMessageContaining("permission denied for database");
    }

    @Test
    void provisionWhenDoneThenPasswordsAreScram() throws SQLException {
        try (Connection connection = connect("postgres", "postgres", server.superuserPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void createTableWhenAppThenRefused() throws SQLException {
        try (Connection connection = connect("catalog", "catalog_app", "catalog-app-password");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("CREATE TABLE mine (id int)"))
                    .withMessageContaining("permission denied for schema public");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("CREATE SCHEMA mine"))
                    .withMessageContaining("permission denied for database");
        }
    }

    @Test
    void changeRowsWhenOwnerMadeTheTableThenAppMayButNotItsShape() throws SQLException {
        try (Connection connection = connect("cart", "cart_owner", "cart-owner-password");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY, name text)");
            statement.execute("CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        }
        try (Connection connection = connect("cart", "cart_app", "cart-app-password");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO item (name) VALUES ('tea')"))
                    .isEqualTo(1);
            assertThat(statement.executeUpdate("UPDATE item SET name = 'mate'")).isEqualTo(1);
            assertThat(statement.executeUpdate("DELETE FROM item")).isEqualTo(1);
            for (String refused : new String[] {
                "ALTER TABLE item DISABLE ROW LEVEL SECURITY", "TRUNCATE item", "DROP TABLE item", "SELECT secret()"
            }) {
                assertThatExceptionOfType(SQLException.class)
                        .as(refused)
                        .isThrownBy(() -> statement.execute(refused))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void provisionWhenRepeatedThenNewPasswords() throws SQLException {
        server.databases().provision("payment", "first-owner", "first-app");
        server.databases().provision("payment", "second-owner", "second-app");
        connect("payment", "payment_app", "second-app").close();
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect("payment", "payment_app", "first-app"));
    }

    @Test
    void provisionWhenNameIsSqlThenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.databases().provision("x; DROP DATABASE cart", "a", "b"));
    }

    @Test
    void renewWhenNewCertificateThenShownToNewConnections() throws SQLException {
        // A new root is the visible kind of change: old clients stop trusting, new ones connect.
        PostgresServer other =
                PostgresServer.temporary(Path.of("target/postgres"), AUTHORITY.issue("postgres", Duration.ofHours(1)));
        long pid = other.pid().orElseThrow();
        other.renew(CertificateAuthority.inMemory("Next").issue("postgres", Duration.ofHours(1)));
        try (Connection connection =
                DriverManager.getConnection(other.jdbcUrl("postgres"), "postgres", other.superuserPassword())) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(other.pid()).hasValue(pid);
        other.stop();
        assertThat(other.isRunning()).isFalse();
        other.stop();
    }

    @Test
    void superuserPasswordWhenMadeThenOnlyTheOwnerReadsIt(@TempDir Path first, @TempDir Path second) throws Exception {
        var identity = AUTHORITY.issue("postgres", Duration.ofHours(1));
        String password = PostgresServer.at(first, 1, identity).superuserPassword();
        assertThat(PostgresServer.at(second, 1, identity).superuserPassword()).isNotEqualTo(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.resolve("superuser-password"))))
                .isEqualTo("rw-------");
    }

    private static Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), user, password);
    }
}
