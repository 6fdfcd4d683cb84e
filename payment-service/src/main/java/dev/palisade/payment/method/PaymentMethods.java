package dev.palisade.payment.method;

import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.ProviderToken;
import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All payment methods; each transaction sees those of its person only. */
@Repository
public class PaymentMethods {

    static final String TABLE = "payment_method";

    private final JdbcClient jdbc;
    private final FieldCipher cipher;

    PaymentMethods(JdbcClient jdbc, FieldCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    @Transactional
    void add(PaymentMethod method, String owner) {
        jdbc.sql("""
                        insert into payment_method (token, owner, provider_token, brand, last4)
                        values (:token, :owner, :provider, :brand, :last4)
                        """)
                .param("token", method.token().value())
                .param("owner", owner)
                .param(
                        "provider",
                        cipher.encrypt(
                                providerToken(method.token()),
                                method.providerToken().value()))
                .param("brand", method.brand().word())
                .param("last4", cipher.encrypt(last4(method.token()), method.last4()))
                .update();
    }

    /** The payment method of this name, when it is the current person's. */
    @Transactional(readOnly = true)
    public Optional<PaymentMethod> find(MethodToken token) {
        return jdbc.sql(
                        "select provider_token, brand, last4 from payment_method where token = :token and provider_token is not null")
                .param("token", token.value())
                .query((row, number) -> new PaymentMethod(
                        token,
                        providerToken(token, row.getString("provider_token")),
                        Brand.named(row.getString("brand")),
                        Objects.requireNonNull(last4(token, row.getString("last4")))))
                .optional();
    }

    /** The last four digits of a payment method, from what is stored of them; none of a card that was forgotten. */
    public @Nullable String last4(MethodToken token, @Nullable String stored) {
        return stored == null ? null : cipher.decrypt(last4(token), stored);
    }

    /** The provider's name for a payment method, from what is stored of it. */
    public ProviderToken providerToken(MethodToken token, String stored) {
        return new ProviderToken(cipher.decrypt(providerToken(token), stored));
    }

    static Field providerToken(MethodToken token) {
        return new Field(TABLE, token.value(), "provider_token");
    }

    static Field last4(MethodToken token) {
        return new Field(TABLE, token.value(), "last4");
    }
}
