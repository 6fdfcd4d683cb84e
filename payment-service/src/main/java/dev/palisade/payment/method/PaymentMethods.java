package dev.palisade.payment.method;

import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.ProviderToken;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All payment methods; each transaction sees those of its person only. */
@Repository
public class PaymentMethods {

    private final JdbcClient jdbc;

    PaymentMethods(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    void add(PaymentMethod method, String owner) {
        jdbc.sql("""
                        insert into payment_method (token, owner, provider_token, brand, last4)
                        values (:token, :owner, :provider, :brand, :last4)
                        """)
                .param("token", method.token().value())
                .param("owner", owner)
                .param("provider", method.providerToken().value())
                .param("brand", method.brand().word())
                .param("last4", method.last4())
                .update();
    }

    /** The payment method of this name, when it is the current person's. */
    @Transactional(readOnly = true)
    public Optional<PaymentMethod> find(MethodToken token) {
        return jdbc.sql("select provider_token, brand, last4 from payment_method where token = :token")
                .param("token", token.value())
                .query((row, number) -> new PaymentMethod(
                        token,
                        new ProviderToken(row.getObject("provider_token", UUID.class)),
                        Brand.named(row.getString("brand")),
                        row.getString("last4")))
                .optional();
    }
}
