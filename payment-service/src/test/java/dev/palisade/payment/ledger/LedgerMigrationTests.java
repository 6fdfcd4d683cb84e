package dev.palisade.payment.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestPlatform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** What was booked before entries were chained. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LedgerMigrationTests {

    private static final TestPlatform.Database DATABASE = TestPlatform.database("payment_chain");

    @Autowired
    private JavaMigration javaMigration;

    @Test
    void formerEntriesAreChainedInTheirOrderAndTheNextGoOnFromThere() throws SQLException {
        flyway().target("4").load().migrate();
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(posting("'sales', -7"));
            statement.execute(posting("'refunds', -5"));
        }

        flyway().load().migrate();

        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            assertThat(column(statement, "select position || account from ledger_entry order by id"))
                    .containsExactly("1provider-receivable", "2sales", "3provider-receivable", "4refunds");
            statement.execute(posting("'sales', -3"));
            assertThat(column(statement, "select max(position) from ledger_entry"))
                    .containsExactly("6");
            assertThat(column(statement, "select ledger_breaks()")).isEmpty();
            statement.execute("alter table ledger_entry disable trigger user");
            statement.execute("update ledger_entry set account = 'sales' where position = 4");
            assertThat(column(statement, "select ledger_breaks()")).containsExactly("4");
        }
    }

    private static String posting(String second) {
        return "with p as (select gen_random_uuid() as id) insert into ledger_entry (posting, account, amount, currency)"
                + " select id, account, amount, 'EUR' from p, (values ('provider-receivable', "
                + second.replaceAll(".*-", "") + "), (" + second + ")) as e (account, amount)";
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(url(), DATABASE + "_owner", DATABASE.ownerPassword())
                .javaMigrations(javaMigration)
                .locations("classpath:db/migration");
    }

    private static Connection owner() throws SQLException {
        return DriverManager.getConnection(url(), DATABASE + "_owner", DATABASE.ownerPassword());
    }

    private static String url() {
        return TestPlatform.postgres().jdbcUrl(DATABASE.name());
    }
}
