package dev.palisade.payment.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.fields.FieldCipher;
import dev.palisade.test.TestPlatform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Cards that were stored before fields were encrypted. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EncryptPaymentMethodsTests {

    private static final TestPlatform.Database DATABASE = TestPlatform.database("payment_before");
    private static final String PROVIDER = "6f1c5d1e-3b0a-4f5e-9c57-0d9c3f2a1b4c";

    @Autowired
    private FieldCipher cipher;

    @Autowired
    private EncryptPaymentMethods migration;

    @Test
    void storedCardsAreEncryptedAndStayReadable() throws SQLException {
        flyway().target("2").load().migrate();
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('palisade.subject', 'alice', false)");
            statement.execute("insert into payment_method (token, owner, provider_token, brand, last4) values"
                    + " ('pm_old', 'alice', '" + PROVIDER + "', 'visa', '4242')");
        }

        flyway().javaMigrations(migration).load().migrate();

        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            String query = "select provider_token, last4 from payment_method";
            try (ResultSet nobody = statement.executeQuery(query)) {
                assertThat(nobody.next()).as("row-level security holds again").isFalse();
            }
            statement.execute("select set_config('palisade.subject', 'alice', false)");
            try (ResultSet row = statement.executeQuery(query)) {
                assertThat(row.next()).isTrue();
                MethodToken token = new MethodToken("pm_old");
                assertThat(row.getString(1)).doesNotContain(PROVIDER);
                assertThat(row.getString(2)).doesNotContain("4242");
                assertThat(cipher.decrypt(PaymentMethods.providerToken(token), row.getString(1)))
                        .isEqualTo(PROVIDER);
                assertThat(cipher.decrypt(PaymentMethods.last4(token), row.getString(2)))
                        .isEqualTo("4242");
            }
        }
    }

    private static FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(url(), DATABASE + "_owner", DATABASE.ownerPassword())
                .locations("classpath:db/migration");
    }

    private static Connection owner() throws SQLException {
        return DriverManager.getConnection(url(), DATABASE + "_owner", DATABASE.ownerPassword());
    }

    private static String url() {
        return TestPlatform.postgres().jdbcUrl(DATABASE.name());
    }
}
