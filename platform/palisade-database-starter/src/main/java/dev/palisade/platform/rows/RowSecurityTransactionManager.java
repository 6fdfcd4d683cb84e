package dev.palisade.platform.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;

/**
 * Tells PostgreSQL at the begin of every transaction whose it is, through the settings {@code palisade.subject} and
 * {@code palisade.roles}, which the row-level security policies read. They end with the transaction, so a pooled
 * connection never carries one person's into another's. Outside a transaction they are not set, and no row shows.
 */
final class RowSecurityTransactionManager extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    private final transient RowPerson person;

    RowSecurityTransactionManager(DataSource dataSource, RowPerson person) {
        super(dataSource);
        this.person = person;
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        super.doBegin(transaction, definition);
        RowSubject subject = RowSubject.override().orElseGet(person::current);
        Connection connection = ((JdbcTransactionObjectSupport) transaction)
                .getConnectionHolder()
                .getConnection();
        try (PreparedStatement settings = connection.prepareStatement(
                "select set_config('palisade.subject', ?, true), set_config('palisade.roles', ?, true)")) {
            settings.setString(1, subject.subject());
            settings.setString(2, String.join(",", subject.roles()));
            settings.execute();
        } catch (SQLException e) {
            doCleanupAfterCompletion(transaction);
            throw new CannotCreateTransactionException("The transaction's person could not be set", e);
        }
    }
}
