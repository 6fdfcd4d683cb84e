package dev.palisade.payment.privacy;

import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.method.PaymentMethods;
import dev.palisade.payment.privacy.StoredData.StoredCard;
import dev.palisade.payment.privacy.StoredData.StoredDispute;
import dev.palisade.payment.privacy.StoredData.StoredPayment;
import dev.palisade.payment.privacy.StoredData.StoredRefund;
import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.ProviderToken;
import dev.palisade.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What is stored of people, in all tables. Each transaction sees one person's rows. */
@Repository
@Transactional
class PersonalRows {

    private final JdbcClient jdbc;
    private final PaymentMethods methods;

    PersonalRows(JdbcClient jdbc, PaymentMethods methods) {
        this.jdbc = jdbc;
        this.methods = methods;
    }

    @Transactional(readOnly = true)
    StoredData of(String owner) {
        return new StoredData(
                jdbc.sql(
                                "select token, brand, last4, created_at from payment_method where owner = ? order by created_at")
                        .param(owner)
                        .query((row, number) -> new StoredCard(
                                Brand.named(row.getString("brand")),
                                methods.last4(new MethodToken(row.getString("token")), row.getString("last4")),
                                at(row)))
                        .list(),
                jdbc.sql("""
                                select id, order_id, status, amount, currency, reason, created_at from payment
                                where owner = ? order by created_at
                                """)
                        .param(owner)
                        .query((row, number) -> new StoredPayment(
                                row.getObject("id", UUID.class),
                                row.getObject("order_id", UUID.class),
                                row.getString("status"),
                                row.getString("currency") == null ? null : money(row),
                                row.getString("reason"),
                                at(row)))
                        .list(),
                jdbc.sql("""
                                select id, payment_id, amount, currency, status, created_at from refund
                                where owner = ? order by created_at
                                """)
                        .param(owner)
                        .query((row, number) -> new StoredRefund(
                                row.getObject("id", UUID.class),
                                row.getObject("payment_id", UUID.class),
                                money(row),
                                row.getString("status"),
                                at(row)))
                        .list(),
                jdbc.sql("""
                                select id, payment_id, amount, currency, status, created_at from dispute
                                where owner = ? order by created_at
                                """)
                        .param(owner)
                        .query((row, number) -> new StoredDispute(
                                row.getString("id"),
                                row.getObject("payment_id", UUID.class),
                                money(row),
                                row.getString("status"),
                                at(row)))
                        .list());
    }

    /** Whether a payment or a refund of this person's may still move money. */
    @Transactional(readOnly = true)
    boolean areUnderWay(String owner) {
        return jdbc.sql("""
                        select exists (select from payment where owner = ? and status = 'PENDING')
                            or exists (select from refund where owner = ? and status = 'PENDING')
                        """).params(owner, owner).query(Boolean.class).single();
    }

    /** The cards of a person that the provider still knows. */
    @Transactional(readOnly = true)
    List<KnownCard> cards(String owner) {
        return jdbc.sql(
                        "select token, owner, provider_token from payment_method where owner = ? and provider_token is not null")
                .param(owner)
                .query((row, number) -> card(row))
                .list();
    }

    /** Cards of all people that nobody has paid with for so long, the oldest first. */
    @Transactional(readOnly = true)
    List<KnownCard> unused(Duration since, int howMany) {
        return jdbc.sql("select token, owner, provider_token from unused_cards(make_interval(secs => ?), ?)")
                .params(since.toSeconds(), howMany)
                .query((row, number) -> card(row))
                .list();
    }

    /** Forgets what leads to a card, and the card where nothing was paid with it. It is the transaction's person's. */
    void forget(MethodToken card) {
        jdbc.sql("select forget_card(?)").param(card.value()).query(row -> {});
    }

    /** Erases a person, unless something may still move money, and says whether it did. */
    boolean erase(String owner) {
        return jdbc.sql("select erase_person(?)")
                .param(owner)
                .query(Boolean.class)
                .single();
    }

    /** Deletes what is older than this, and whose the old payments were; says how many rows it were. */
    int forgetOld(RetentionProperties kept) {
        return jdbc.sql("select forget_old(make_interval(secs => ?), make_interval(secs => ?))")
                .params(kept.payments().toSeconds(), kept.webhookEvents().toSeconds())
                .query(Integer.class)
                .single();
    }

    private KnownCard card(ResultSet row) throws SQLException {
        MethodToken token = new MethodToken(row.getString("token"));
        return new KnownCard(
                token, row.getString("owner"), methods.providerToken(token, row.getString("provider_token")));
    }

    private static Money money(ResultSet row) throws SQLException {
        return new Money(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency")));
    }

    private static Instant at(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }

    /**
     * A card that the provider knows.
     *
     * @param token our name for it
     * @param owner whose it is
     * @param providerToken the provider's name for it
     */
    record KnownCard(MethodToken token, String owner, ProviderToken providerToken) {}
}
