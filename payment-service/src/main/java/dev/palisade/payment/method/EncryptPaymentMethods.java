package dev.palisade.payment.method;

import dev.palisade.platform.fields.FieldCipher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Encrypts what is known of the cards that were stored before, in the same transaction as the change of the table. */
@Component
class EncryptPaymentMethods implements JavaMigration {

    private final FieldCipher cipher;

    EncryptPaymentMethods(FieldCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        try (Statement statement = connection.createStatement()) {
            // Row-level security is forced on the owner of the table too, who for once must see every row.
            statement.execute("alter table payment_method no force row level security");
            statement.execute("""
                    alter table payment_method
                        drop constraint payment_method_provider_token_key,
                        drop constraint payment_method_last4_check,
                        alter column provider_token type text""");
            encryptRows(connection);
            statement.execute("""
                    alter table payment_method
                        add constraint provider_token_is_encrypted check (provider_token ~ '^[a-z0-9:]+:[A-Za-z0-9+/=]{40,}$'),
                        add constraint last4_is_encrypted check (last4 ~ '^[a-z0-9:]+:[A-Za-z0-9+/=]{40,}$')""");
            statement.execute("alter table payment_method force row level security");
        }
    }

    private void encryptRows(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("select token, provider_token, last4 from payment_method");
                PreparedStatement update = connection.prepareStatement(
                        "update payment_method set provider_token = ?, last4 = ? where token = ?")) {
            while (rows.next()) {
                MethodToken token = new MethodToken(rows.getString("token"));
                update.setString(
                        1, cipher.encrypt(PaymentMethods.providerToken(token), rows.getString("provider_token")));
                update.setString(2, cipher.encrypt(PaymentMethods.last4(token), rows.getString("last4")));
                update.setString(3, token.value());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("3");
    }

    @Override
    public String getDescription() {
        return "encrypt payment methods";
    }

    /** None: there is no text to compare. */
    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }
}
