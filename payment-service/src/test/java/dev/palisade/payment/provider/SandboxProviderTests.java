package dev.palisade.payment.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.payment.Sandbox;
import dev.palisade.payment.provider.StatementLine.Kind;
import dev.palisade.platform.money.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SandboxProviderTests {

    private static final Money AMOUNT = Money.of("10.00", "EUR");
    private static final String FAULTS = "{\"slow\":%d,\"slowMillis\":%d}";

    @Autowired
    private PaymentProvider provider;

    private final ProviderKey key = key();

    @Test
    void authorizeWhenCardNumberChoosesThenSo() {
        assertThat(provider.authorize(key(), card("4242424242424242"), AMOUNT)).isEqualTo(Charge.AUTHORIZED);
        assertThat(provider.authorize(key(), card("5555555555554444"), AMOUNT)).isEqualTo(Charge.AUTHORIZED);
        assertThat(provider.authorize(key(), card("4000000000000002"), AMOUNT)).isEqualTo(Charge.CARD_DECLINED);
        assertThat(provider.authorize(key(), card("4000000000009995"), AMOUNT)).isEqualTo(Charge.INSUFFICIENT_FUNDS);
    }

    @Test
    void forgetWhenAskedForThenNothingIsPaidWithTheCardAndWhatWasPaidStays() {
        ProviderToken card = card("4242424242424242");
        assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(Charge.AUTHORIZED);

        provider.forget(card);
        provider.forget(card);
        provider.forget(new ProviderToken("card_nobody"));

        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.authorize(key(), card, AMOUNT))
                .withMessageContaining("unknown_card");
    }

    @Test
    void authorizeWhenProviderFailsThenNothingIsBooked() {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.authorize(key, card("4000000000000119"), AMOUNT));
        assertThat(provider.find(key)).isEmpty();
    }

    @Test
    void authorizeWhenAnswerIsLostThenBooked() {
        assertThatExceptionOfType(ProviderTimeout.class)
                .isThrownBy(() -> provider.authorize(key, card("4000000000000341"), AMOUNT));
        assertThat(provider.find(key)).contains(Charge.AUTHORIZED);
    }

    @Test
    void authorizeWhenProviderIsSlowerThanWeWaitThenTimeout() {
        ProviderToken card = card("4242424242424242");
        Sandbox.control("faults", FAULTS.formatted(1, 4000));
        assertThatExceptionOfType(ProviderTimeout.class).isThrownBy(() -> provider.authorize(key, card, AMOUNT));
    }

    @Test
    void authorizeWhenRepeatedAtOnceThenTheSameOnce() throws Exception {
        ProviderToken card = card("4242424242424242");
        Sandbox.control("faults", FAULTS.formatted(1, 300));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Charge> first = threads.submit(() -> provider.authorize(key, card, AMOUNT));
            assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(Charge.AUTHORIZED);
            assertThat(first.get()).isEqualTo(Charge.AUTHORIZED);
        }
        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
    }

    @Test
    void authorizeWhenKeyWasUsedForSomethingElseThenRefused() {
        provider.authorize(key, card("4242424242424242"), AMOUNT);
        ProviderToken other = card("4000000000000002");
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.authorize(key, other, AMOUNT))
                .withMessageContaining("idempotency_key_reused");
        assertThat(provider.find(key)).contains(Charge.AUTHORIZED);
    }

    @Test
    void captureWhenRepeatedThenOnce() {
        charge();
        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
        assertThat(Sandbox.captures()).containsOnlyOnce(key.value().toString());
    }

    @Test
    void captureWhenCancelledThenNothingIsTaken() {
        provider.authorize(key, card("4242424242424242"), AMOUNT);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);
        assertThat(provider.capture(key)).isEqualTo(Charge.CANCELLED);
        assertThat(Sandbox.captures()).doesNotContain(key.value().toString());
    }

    @Test
    void authorizeWhenCancelledBeforeThenCancelled() {
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);
        assertThat(provider.authorize(key, card("4242424242424242"), AMOUNT)).isEqualTo(Charge.CANCELLED);
    }

    @Test
    void cancelWhenCapturedBeforeThenItStays() {
        charge();
        assertThat(provider.cancel(key)).isEqualTo(Charge.CAPTURED);
    }

    @Test
    void statementWhenMoneyMovedThenALineForEachMovement() {
        charge();
        ProviderKey refund = key();
        provider.refund(refund, key, Money.of("0.01", "EUR"));
        String payment = key.value().toString();
        assertThat(provider.statement(LocalDate.now(ZoneOffset.UTC)))
                .contains(
                        new StatementLine(Kind.CAPTURE, payment, payment, AMOUNT),
                        new StatementLine(Kind.REFUND, refund.value().toString(), payment, Money.of("0.01", "EUR")));
    }

    @Test
    void refundWhenMoreThanWasTakenThenRefused() {
        charge();
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
        provider.authorize(key, card("4000000000000002"), AMOUNT);
        assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> provider.refund(key(), key, AMOUNT));
    }

    private void charge() {
        provider.authorize(key, card("4242424242424242"), AMOUNT);
        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
    }

    private ProviderToken card(String number) {
        return provider.tokenize(new Card(new CardNumber(number), YearMonth.of(2030, 12), "123"));
    }

    private static ProviderKey key() {
        return new ProviderKey(UUID.randomUUID());
    }
}
