package dev.palisade.payment.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.platform.money.Money;
import dev.palisade.test.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LedgerTests {

    private static final Money AMOUNT = Money.of("12.34", "EUR");

    @Autowired
    private Ledger ledger;

    @Autowired
    private TransactionTemplate transactions;

    private final TestDatabase database = TestDatabase.named("payment");
    private final UUID posting = UUID.randomUUID();

    @Test
    void postWhenCapturedAndRefundedThenBothSumToZero() {
        UUID refund = UUID.randomUUID();
        transactions.executeWithoutResult(transaction -> {
            ledger.captured(posting, AMOUNT);
            ledger.refunded(refund, AMOUNT);
        });
        assertThat(database.column("select account || ' ' || amount from ledger_entry where posting = '" + posting
                        + "' order by account"))
                .containsExactly("provider-receivable 12.3400", "sales -12.3400");
        assertThat(database.column("select account || ' ' || amount from ledger_entry where posting = '" + refund
                        + "' order by account"))
                .containsExactly("provider-receivable -12.3400", "refunds 12.3400");
    }

    @Test
    void postWhenTwiceThenRefused() {
        transactions.executeWithoutResult(transaction -> ledger.captured(posting, AMOUNT));
        String state = database.checksum();
        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(transaction -> ledger.captured(posting, AMOUNT)));
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void postWhenNoTransactionThenRefused() {
        assertThatExceptionOfType(IllegalTransactionStateException.class)
                .isThrownBy(() -> ledger.captured(posting, AMOUNT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "('P', 'sales', 1, 'EUR')",
                "('P', 'sales', 1, 'EUR'), ('P', 'refunds', -2, 'EUR')",
                "('P', 'sales', 1, 'EUR'), ('P', 'refunds', -1, 'USD')",
                "('P', 'sales', 1, 'EUR'), ('P', 'refunds', 1, 'EUR'), ('P', 'provider-receivable', -1, 'EUR')"
            })
    void commitWhenPostingDoesNotBalanceThenRefused(String entries) throws SQLException {
        String state = database.checksum();
        try (Connection connection = database.connectAs("payment_app");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into ledger_entry (posting, account, amount, currency) values "
                    + entries.replace("'P'", "'" + posting + "'"));
            assertThatThrownBy(connection::commit).hasMessageContaining("does not balance");
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set amount = 1",
                "delete from ledger_entry",
                "truncate ledger_entry",
                "insert into ledger_entry (posting, account, amount, currency)"
                        + " values (gen_random_uuid(), 'pocket', 1, 'EUR')",
                "insert into ledger_entry (posting, account, amount, currency)"
                        + " values (gen_random_uuid(), 'sales', 0, 'EUR')"
            })
    void statementWhenNotAPostingThenRefusedToTheServiceAndTheOwner(String sql) throws SQLException {
        transactions.executeWithoutResult(transaction -> ledger.captured(posting, AMOUNT));
        String state = database.checksum();
        for (String role : new String[] {"payment_app", "payment_owner"}) {
            try (Connection connection = database.connectAs(role);
                    Statement statement = connection.createStatement()) {
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
            }
        }
        assertThat(database.checksum()).isEqualTo(state);
    }
}
