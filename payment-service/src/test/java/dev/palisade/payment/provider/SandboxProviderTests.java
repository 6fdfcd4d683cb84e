package dev.palisade.payment.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.platform.money.Money;
import java.time.YearMonth;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SandboxProviderTests {

    private static final Money AMOUNT = Money.of("10.00", "EUR");

    @Autowired
    private PaymentProvider provider;

    @Autowired
    private TransactionTemplate transactions;

    private final ProviderKey key = key();

    @Test
    void chargeWhenCardNumberChoosesThenSo() {
        assertThat(provider.charge(key(), card("4242424242424242"), AMOUNT)).isEqualTo(Charge.CAPTURED);
        assertThat(provider.charge(key(), card("5555555555554444"), AMOUNT)).isEqualTo(Charge.CAPTURED);
        assertThat(provider.charge(key(), card("4000000000000002"), AMOUNT)).isEqualTo(Charge.CARD_DECLINED);
        assertThat(provider.charge(key(), card("4000000000009995"), AMOUNT)).isEqualTo(Charge.INSUFFICIENT_FUNDS);
    }

    @Test
    void chargeWhenProviderFailsThenNothingIsBooked() {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.charge(key, card("4000000000000119"), AMOUNT));
        assertThat(provider.find(key)).isEmpty();
    }

    @Test
    void chargeWhenAnswerIsLostThenBooked() {
        assertThatExceptionOfType(ProviderTimeout.class)
                .isThrownBy(() -> provider.charge(key, card("4000000000000341"), AMOUNT));
        assertThat(provider.find(key)).contains(Charge.CAPTURED);
    }

    @Test
    void chargeWhenRepeatedThenTheFirstCounts() {
        provider.charge(key, card("4242424242424242"), AMOUNT);
        assertThat(provider.charge(key, card("4000000000000002"), AMOUNT)).isEqualTo(Charge.CAPTURED);
    }

    @Test
    void chargeWhenCancelledBeforeThenCancelled() {
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);
        assertThat(provider.charge(key, card("4242424242424242"), AMOUNT)).isEqualTo(Charge.CANCELLED);
    }

    @Test
    void cancelWhenChargedBeforeThenTheChargeStays() {
        provider.charge(key, card("4242424242424242"), AMOUNT);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CAPTURED);
    }

    @Test
    void chargeWhenOurTransactionRollsBackThenBookedAllTheSame() {
        ProviderToken card = card("4242424242424242");
        transactions.executeWithoutResult(transaction -> {
            provider.charge(key, card, AMOUNT);
            transaction.setRollbackOnly();
        });
        assertThat(provider.find(key)).contains(Charge.CAPTURED);
    }

    @Test
    void refundWhenMoreThanWasTakenThenRefused() {
        provider.charge(key, card("4242424242424242"), AMOUNT);
        ProviderKey first = key();
        provider.refund(first, key, Money.of("6.00", "EUR"));
        provider.refund(first, key, Money.of("6.00", "EUR"));
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.refund(key(), key, Money.of("4.01", "EUR")));
        provider.refund(key(), key, Money.of("4.00", "EUR"));
    }

    @Test
    void refundWhenNothingWasTakenThenRefused() {
        assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> provider.refund(key(), key, AMOUNT));
        provider.charge(key, card("4000000000000002"), AMOUNT);
        assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> provider.refund(key(), key, AMOUNT));
    }

    private ProviderToken card(String number) {
        return provider.tokenize(new Card(new CardNumber(number), YearMonth.of(2030, 12), "123"));
    }

    private static ProviderKey key() {
        return new ProviderKey(UUID.randomUUID());
    }
}
