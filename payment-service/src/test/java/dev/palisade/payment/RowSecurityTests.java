package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What PostgreSQL itself shows and allows, whatever the service asks it for. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class RowSecurityTests {

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");

    @BeforeEach
    void alicePaysAndGetsSomeBack() throws IOException {
        try (PaymentClient client = new PaymentClient(port)) {
            String payment = client.take("alice", UUID.randomUUID(), "9.00", client.card("alice", "4242424242424242"))
                    .json()
                    .path("id")
                    .asString();
            assertThat(client.refund(payment, "key", "1.00").status()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "payment_app,alice,'',true,true,true",
        "payment_owner,alice,'',true,true,true",
        "payment_app,mallory,'',false,false,false",
        "payment_owner,mallory,'',false,false,false",
        "payment_app,'','',false,false,false",
        "payment_app,'','customer,merchandiser,auditor',false,false,false",
        "payment_app,erin,'support',false,true,true",
        "payment_app,erin,'unsupportive,support2',false,false,false"
    })
    void selectWhenPersonThenOnlyTheirRows(
            String role, String subject, String roles, boolean methods, boolean payments, boolean refunds)
            throws SQLException {
        try (Connection connection = as(role, subject, roles)) {
            assertThat(sees(connection, "payment_method", "alice")).isEqualTo(methods);
            assertThat(sees(connection, "payment", "alice")).isEqualTo(payments);
            assertThat(sees(connection, "refund", "alice")).isEqualTo(refunds);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment_method", "payment", "refund"})
    void selectWhenNobodyIsNamedThenNothing(String table) throws SQLException {
        try (Connection connection = database.connectAs("payment_app")) {
            assertThat(sees(connection, table, "alice")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into payment_method (token, owner, provider_token, brand, last4)"
                        + " values ('pm_x', 'alice', 'k1:' || repeat('A', 40), 'visa', 'k1:' || repeat('A', 40))",
                "insert into payment_method (token, owner, provider_token, brand, last4)"
                        + " values ('pm_x', '', 'k1:' || repeat('A', 40), 'visa', 'k1:' || repeat('A', 40))",
                "insert into payment (id, order_id, owner, status)"
                        + " values (gen_random_uuid(), gen_random_uuid(), 'alice', 'VOID')",
                "insert into refund (id, payment_id, owner, idempotency_key, requested, amount, currency, status)"
                        + " select gen_random_uuid(), gen_random_uuid(), 'mallory', 'k', '', 1, 'EUR', 'PENDING'",
                "delete from payment",
                "delete from refund",
                "delete from payment_method",
                "update payment_method set owner = 'mallory'",
                "alter table payment disable row level security",
                "set role payment_owner",
                "truncate payment cascade",
                "insert into dispute (id, payment_id, owner, amount, currency, status)"
                        + " select 'dis_x', gen_random_uuid(), 'mallory', 1, 'EUR', 'lost'",
                "insert into difference (kind, movement, reference) values ('missing-here', 'capture', 'x')",
                "insert into webhook_event (id, type) values ('evt_x', 'payment.captured')",
                "delete from dispute",
                "delete from webhook_event",
                "update difference set kind = 'other-state'"
            })
    void statementWhenNotAllowedThenRefused(String sql) throws SQLException {
        String state = database.checksum();
        try (Connection connection = as("payment_app", "mallory", "");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
            connection.rollback();
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update payment set status = 'VOID', reason = null",
                "update payment set owner = 'mallory'",
                "update refund set status = 'PENDING'"
            })
    void updateWhenAnothersRowsThenNoneIsFound(String sql) throws SQLException {
        String state = database.checksum();
        try (Connection connection = as("payment_app", "mallory", "");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isZero();
            connection.commit();
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    private static boolean sees(Connection connection, String table, String owner) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select count(*) from " + table + " where owner = '" + owner + "'")) {
            rows.next();
            return rows.getLong(1) > 0;
        }
    }

    private Connection as(String role, String subject, String roles) throws SQLException {
        Connection connection = database.connectAs(role);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select set_config('palisade.subject', '" + subject
                    + "', true), set_config('palisade.roles', '" + roles + "', true)");
        }
        return connection;
    }
}
