package dev.palisade.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.CardNumber;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.payment.provider.ProviderKey;
import dev.palisade.payment.provider.ProviderTimeout;
import dev.palisade.payment.provider.ProviderToken;
import dev.palisade.payment.provider.StatementLine;
import dev.palisade.payment.provider.StatementLine.Kind;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter asks what Stripe's API description allows, and takes its answers for what Stripe documents. */
class StripeProviderTests {

    private static final String GOOD = "4242424242424242";
    private static final Money AMOUNT = Money.of("19.90", "EUR");

    private final ProviderKey key = new ProviderKey(UUID.randomUUID());
    private StripeDouble stripe;
    private StripeProvider provider;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(StripeDouble.isAvailable(), "no stripe-mock can be run here");
        stripe = new StripeDouble();
        provider = provider(StripeDouble.KEY);
    }

    @AfterEach
    void stop() {
        if (stripe != null) {
            stripe.close();
        }
    }

    @Test
    void authorizeWhenCardIsGoodThenSetAsideAndCapturedOnce() {
        assertThat(provider.find(key)).isEmpty();
        assertThat(provider.authorize(key, card(GOOD), AMOUNT)).isEqualTo(Charge.AUTHORIZED);
        assertThat(provider.find(key)).contains(Charge.AUTHORIZED);
        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
        assertThat(provider.capture(key)).isEqualTo(Charge.CAPTURED);
        assertThat(provider.find(key)).contains(Charge.CAPTURED);

        StripeDouble.Asked asked = stripe.asked("POST", "/v1/payment_intents").getFirst();
        assertThat(asked.key()).isEqualTo("authorize-" + key.value());
        assertThat(asked.form())
                .containsEntry("amount", "1990")
                .containsEntry("currency", "eur")
                .containsEntry("capture_method", "manual")
                .containsEntry("confirm", "true")
                .containsEntry("error_on_requires_action", "true")
                .containsEntry("metadata[payment]", key.value().toString());
    }

    @ParameterizedTest
    @CsvSource({"4000000000000341, CARD_DECLINED", "4000000000009995, INSUFFICIENT_FUNDS"})
    void authorizeWhenBankSaysNoThenWhy(String number, Charge declined) {
        ProviderToken card = card(number);
        assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(declined);
        assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(declined);
        assertThat(provider.find(key)).contains(declined);
        assertThat(provider(StripeDouble.KEY).find(key)).contains(declined);
    }

    @Test
    void tokenizeWhenBankDoesNotAcceptTheCardThenDeclined() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> card(StripeDouble.ATTACHING_FAILS))
                .satisfies(e -> assertThat(e.getStatusCode().value()).isEqualTo(402));
    }

    @Test
    void authorizeWhenTheAnswerIsLostThenTheSameRequestIsSentAgainAndHappensOnce() {
        ProviderToken card = card(GOOD);
        stripe.losesAnswers(1);
        assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(Charge.AUTHORIZED);
        List<StripeDouble.Asked> asked = stripe.asked("POST", "/v1/payment_intents");
        assertThat(asked).hasSize(2).allMatch(each -> each.equals(asked.getFirst()));
        assertThat(stripe.countIntents(key.value())).isOne();
    }

    @Test
    void authorizeWhenNoAnswerComesThenTimeoutAndFoundLater() {
        ProviderToken card = card(GOOD);
        stripe.losesAnswers(2);
        assertThatExceptionOfType(ProviderTimeout.class).isThrownBy(() -> provider.authorize(key, card, AMOUNT));
        assertThat(provider.find(key)).contains(Charge.AUTHORIZED);
    }

    /** Stripe's search is a minute behind: what it does not find is not asked for twice. */
    @Test
    void authorizeWhenSearchIsBehindThenTheRepetitionIsTheSamePayment() {
        ProviderToken card = card(GOOD);
        provider.authorize(key, card, AMOUNT);
        provider.capture(key);
        stripe.searchLags(true);
        StripeProvider restarted = provider(StripeDouble.KEY);

        assertThat(restarted.find(key)).isEmpty();
        assertThat(restarted.authorize(key, card, AMOUNT)).isEqualTo(Charge.AUTHORIZED); // as it was at first
        assertThat(restarted.capture(key)).isEqualTo(Charge.CAPTURED);
        assertThat(stripe.countIntents(key.value())).isOne();
    }

    @Test
    void cancelWhenAuthorizedThenNothingIsTaken() {
        provider.authorize(key, card(GOOD), AMOUNT);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);
        assertThat(provider.capture(key)).isEqualTo(Charge.CANCELLED);
        assertThat(stripe.status(key.value())).isEqualTo("canceled");
    }

    @Test
    void cancelWhenCapturedThenThatIsTheAnswer() {
        provider.authorize(key, card(GOOD), AMOUNT);
        provider.capture(key);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CAPTURED);
        assertThat(stripe.status(key.value())).isEqualTo("succeeded");
    }

    @Test
    void cancelWhenTheAuthorisationHasNotArrivedThenItNeverDoes() {
        ProviderToken card = card(GOOD);
        assertThat(provider.cancel(key)).isEqualTo(Charge.CANCELLED);

        assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> provider.authorize(key, card, AMOUNT));
        assertThat(provider.find(key)).contains(Charge.CANCELLED);
        assertThat(stripe.countIntents(key.value())).isOne();
    }

    @Test
    void cancelWhenTheAuthorisationCannotBeFoundYetThenNobodySaysThatItIsCancelled() {
        provider.authorize(key, card(GOOD), AMOUNT);
        stripe.searchLags(true);
        StripeProvider restarted = provider(StripeDouble.KEY);
        assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> restarted.cancel(key));
        stripe.searchLags(false);
        assertThat(restarted.cancel(key)).isEqualTo(Charge.CANCELLED);
    }

    @Test
    void refundWhenRepeatedThenGivenOnce() {
        provider.authorize(key, card(GOOD), AMOUNT);
        provider.capture(key);
        ProviderKey first = new ProviderKey(UUID.randomUUID());
        provider.refund(first, key, Money.of("5.00", "EUR"));
        provider.refund(new ProviderKey(UUID.randomUUID()), key, Money.of("1.00", "EUR"));
        provider.refund(new ProviderKey(UUID.randomUUID()), key, Money.of("2.00", "EUR"));
        provider.refund(first, key, Money.of("5.00", "EUR"));

        assertThat(stripe.asked("POST", "/v1/refunds"))
                .extracting(asked -> asked.form().get("amount"))
                .containsExactly("500", "100", "200");
        assertThat(stripe.asked("POST", "/v1/refunds").getFirst().key()).isEqualTo("refund-" + first.value());
    }

    @Test
    void statementWhenADayHasManyMovementsThenAllOfThem() {
        provider.authorize(key, card(GOOD), AMOUNT);
        provider.capture(key);
        ProviderKey refund = new ProviderKey(UUID.randomUUID());
        provider.refund(refund, key, Money.of("5.00", "EUR"));
        stripe.dispute(key.value(), "dp_1", "needs_response");
        stripe.dispute(key.value(), "dp_1", "won");
        stripe.somebodyPays(300);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String payment = key.value().toString();

        assertThat(provider.statement(today))
                .containsExactly(
                        new StatementLine(Kind.CAPTURE, payment, payment, AMOUNT),
                        new StatementLine(Kind.REFUND, refund.value().toString(), payment, Money.of("5.00", "EUR")),
                        new StatementLine(Kind.DISPUTE, "dp_1", payment, AMOUNT),
                        new StatementLine(Kind.DISPUTE_WON, "dp_1", payment, AMOUNT),
                        new StatementLine(Kind.CAPTURE, "unknown", "unknown", Money.of("3.00", "EUR")));
        assertThat(provider.statement(today.minusDays(2))).isEmpty();
    }

    @Test
    void statementWhenALaterPageCannotBeHadThenProviderFailedAndNotHalfOfIt() {
        for (int i = 0; i < 3; i++) {
            stripe.somebodyPays(100 + i);
        }
        stripe.failsAt("starting_after");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.statement(today))
                .withMessageContaining("req_123");
        stripe.failsAt("");
        assertThat(provider.statement(today)).hasSize(3);
    }

    @Test
    void refundWhenItFailsThenNobodySaysThatItWasGiven() {
        provider.authorize(key, card(GOOD), AMOUNT);
        provider.capture(key);
        ProviderKey refund = new ProviderKey(UUID.randomUUID());
        stripe.refundsBecome("failed");
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> provider.refund(refund, key, AMOUNT));
        }
        stripe.refundsBecome("pending");
        provider.refund(new ProviderKey(UUID.randomUUID()), key, AMOUNT);
    }

    @Test
    void forgetWhenAskedForThenItsCustomerIsDeleted() {
        ProviderToken card = card(GOOD);
        provider.forget(card);
        assertThat(stripe.asked("DELETE", "/v1/customers/" + card.value().replaceAll(":.*", "")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void authorizeWhenStripeFailsThenProviderFailedAndNothingOfItsWords(int status) {
        ProviderToken card = card(GOOD);
        stripe.failsWith(status);
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.authorize(key, card, AMOUNT))
                .satisfies(e -> assertThat(e.getMessage()).contains("req_123").doesNotContain("Secret words"));
        assertThat(provider.authorize(key, card, AMOUNT)).isEqualTo(Charge.AUTHORIZED);
    }

    @Test
    void authorizeWhenTheKeyIsWrongThenRefusedAndNotInTheMessage() {
        ProviderToken card = card(GOOD);
        String wrong = "sk_test_wrong";
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider(wrong).authorize(key, card, AMOUNT))
                .satisfies(e -> assertThat(e.getMessage()).contains("401").doesNotContain(wrong));
        assertThat(stripe.countIntents(key.value())).isZero();
    }

    @Test
    void authorizeWhenTheCardIsAnotherProvidersThenSaysSo() {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> provider.authorize(key, new ProviderToken("card_sandbox"), AMOUNT))
                .withMessage("The card was given to another provider");
    }

    @ParameterizedTest
    @CsvSource({
        "19.90, EUR, 1990",
        "500, JPY, 500",
        "1.234, KWD, 1234",
        "70, ISK, 7000",
        "3, UGX, 300",
        "100.00, MGA, 100"
    })
    void amountWhenCountedAsStripeDoesThenExactAndBack(String amount, String currency, long minor) {
        Money money = Money.of(amount, currency);
        assertThat(StripeAmount.minor(money)).isEqualTo(minor);
        assertThat(StripeAmount.money(minor, currency.toLowerCase(Locale.ROOT)).amount())
                .isEqualByComparingTo(money.amount());
    }

    private ProviderToken card(String number) {
        return provider.tokenize(new Card(new CardNumber(number), YearMonth.of(2090, 12), "123"));
    }

    private StripeProvider provider(String apiKey) {
        URI url = stripe.url();
        return new StripeProvider(new StripeConfiguration()
                .stripe(new StripeProperties(
                        url, apiKey, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(1))));
    }
}
