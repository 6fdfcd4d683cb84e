package dev.palisade.payment.provider;

import dev.palisade.platform.money.Money;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A provider for trying things out, whose card numbers choose how it behaves. Its books are its own: each call commits by
 * itself, so that a rollback on our side undoes nothing over there, as with a real one.
 */
@Component
class SandboxProvider implements PaymentProvider {

    private static final Map<String, Behaviour> BEHAVIOURS = Map.of(
            "4000000000000002", Behaviour.DECLINE,
            "4000000000009995", Behaviour.NO_FUNDS,
            "4000000000000119", Behaviour.FAIL,
            "4000000000000341", Behaviour.LOSE_ANSWER);

    private enum Behaviour {
        ACCEPT,
        DECLINE,
        NO_FUNDS,
        FAIL,
        LOSE_ANSWER
    }

    private final JdbcClient jdbc;
    private final TransactionTemplate separately;

    SandboxProvider(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.separately = new TransactionTemplate(transactions);
        this.separately.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public ProviderToken tokenize(Card card) {
        ProviderToken token = new ProviderToken(UUID.randomUUID());
        Behaviour behaviour = BEHAVIOURS.getOrDefault(card.number().digits(), Behaviour.ACCEPT);
        separately.executeWithoutResult(
                transaction -> jdbc.sql("insert into sandbox_card (token, behaviour) values (:token, :behaviour)")
                        .param("token", token.value())
                        .param("behaviour", behaviour.name())
                        .update());
        return token;
    }

    @Override
    public Charge charge(ProviderKey key, ProviderToken card, Money amount) {
        Behaviour behaviour = behaviour(card);
        Charge wanted = switch (behaviour) {
            case ACCEPT, LOSE_ANSWER -> Charge.CAPTURED;
            case DECLINE -> Charge.CARD_DECLINED;
            case NO_FUNDS -> Charge.INSUFFICIENT_FUNDS;
            case FAIL -> throw new ProviderException("The provider failed");
        };
        Charge booked = separately.execute(transaction -> {
            jdbc.sql("""
                            insert into sandbox_charge (key, outcome, token, amount, currency)
                            values (:key, :outcome, :token, :amount, :currency)
                            on conflict do nothing
                            """)
                    .param("key", key.value())
                    .param("outcome", wanted.name())
                    .param("token", card.value())
                    .param("amount", amount.amount())
                    .param("currency", amount.currency().getCurrencyCode())
                    .update();
            return read(key).orElseThrow();
        });
        if (behaviour == Behaviour.LOSE_ANSWER) {
            throw new ProviderTimeout();
        }
        return booked;
    }

    @Override
    public Optional<Charge> find(ProviderKey key) {
        return separately.execute(transaction -> read(key));
    }

    @Override
    public Charge cancel(ProviderKey key) {
        return separately.execute(transaction -> {
            jdbc.sql("insert into sandbox_charge (key, outcome) values (:key, 'CANCELLED') on conflict do nothing")
                    .param("key", key.value())
                    .update();
            return read(key).orElseThrow();
        });
    }

    @Override
    public void refund(ProviderKey key, ProviderKey charge, Money amount) {
        separately.executeWithoutResult(transaction -> {
            jdbc.sql("select 1 from sandbox_charge where key = :charge for update")
                    .param("charge", charge.value())
                    .query(Integer.class)
                    .optional();
            if (isRefunded(key)) {
                return;
            }
            int given = jdbc.sql("""
                            insert into sandbox_refund (key, charge, amount, currency)
                            select :key, key, :amount, currency from sandbox_charge
                            where key = :charge and outcome = 'CAPTURED' and currency = :currency
                              and amount >= :amount
                                  + (select coalesce(sum(r.amount), 0) from sandbox_refund r where r.charge = :charge)
                            """)
                    .param("key", key.value())
                    .param("charge", charge.value())
                    .param("amount", amount.amount())
                    .param("currency", amount.currency().getCurrencyCode())
                    .update();
            if (given == 0) {
                throw new ProviderException("The provider has not taken that much");
            }
        });
    }

    private boolean isRefunded(ProviderKey key) {
        return jdbc.sql("select 1 from sandbox_refund where key = :key")
                .param("key", key.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private Behaviour behaviour(ProviderToken card) {
        return separately.execute(transaction -> jdbc.sql("select behaviour from sandbox_card where token = :token")
                .param("token", card.value())
                .query((row, number) -> Behaviour.valueOf(row.getString("behaviour")))
                .optional()
                .orElseThrow(() -> new ProviderException("The provider does not know this card")));
    }

    private Optional<Charge> read(ProviderKey key) {
        return jdbc.sql("select outcome from sandbox_charge where key = :key")
                .param("key", key.value())
                .query((row, number) -> Charge.valueOf(row.getString("outcome")))
                .optional();
    }
}
