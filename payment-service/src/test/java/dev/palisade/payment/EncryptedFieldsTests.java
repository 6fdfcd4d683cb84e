package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What PostgreSQL is given of a card, and what comes back of it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EncryptedFieldsTests {

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");

    @Test
    void storedCardShowsNothingAndIsReadBackForItsOwner() throws IOException, SQLException {
        try (PaymentClient client = new PaymentClient(port)) {
            String token = client.card("alice", "4242424242424242");
            String payment = client.take("alice", UUID.randomUUID(), "9.00", token)
                    .json()
                    .path("id")
                    .asString();

            assertThat(stored("alice", token))
                    .hasSize(2)
                    .allSatisfy(value -> assertThat(value)
                            .startsWith("k1:")
                            .doesNotContain("4242")
                            .hasSizeGreaterThan(40));
            assertThat(client.read("alice", payment).json().path("last4").asString())
                    .isEqualTo("4242");
        }
    }

    @Test
    void sameDigitsAreStoredDifferentlyEachTime() throws IOException, SQLException {
        try (PaymentClient client = new PaymentClient(port)) {
            List<String> first = stored("alice", client.card("alice", "4242424242424242"));
            List<String> second = stored("alice", client.card("alice", "4242424242424242"));

            assertThat(first).doesNotContainAnyElementsOf(second);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last4", "provider_token"})
    void plainTextIsRefusedByTheTable(String column) throws SQLException {
        String values = column.equals("last4")
                ? "'k1:' || repeat('A', 40), 'visa', '4242'"
                : "'x', 'visa', 'k1:' || repeat('A', 40)";
        try (Connection connection = database.connectAs("payment_app");
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('palisade.subject', 'alice', false)");
            String insert = "insert into payment_method (token, owner, provider_token, brand, last4) values ('pm_"
                    + UUID.randomUUID() + "', 'alice', ";
            assertThat(statement.executeUpdate(insert + "'k1:' || repeat('A', 40), 'visa', 'k1:' || repeat('A', 40))"))
                    .isEqualTo(1);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeUpdate(insert.replace("pm_", "pm_x") + values + ")"))
                    .withMessageContaining(column + "_is_encrypted");
        }
    }

    private List<String> stored(String owner, String token) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connectAs("payment_app");
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('palisade.subject', '" + owner + "', false)");
            try (ResultSet row = statement.executeQuery(
                    "select provider_token, last4 from payment_method where token = '" + token + "'")) {
                while (row.next()) {
                    values.add(row.getString(1));
                    values.add(row.getString(2));
                }
            }
        }
        return values;
    }
}
