package dev.palisade.payment.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.payment.Payment.Demand;
import dev.palisade.payment.payment.Payment.Reason;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.payment.provider.Charge;
import dev.palisade.platform.money.Money;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PaymentTests {

    private final Payment pending = Payment.pending(
            new OrderId(UUID.randomUUID()), "alice", new Demand(Money.of("1", "EUR"), new MethodToken("pm_1")));

    @ParameterizedTest
    @CsvSource({
        "CAPTURED,CAPTURED,",
        "CARD_DECLINED,DECLINED,CARD_DECLINED",
        "INSUFFICIENT_FUNDS,DECLINED,INSUFFICIENT_FUNDS",
        "CANCELLED,VOID,"
    })
    void endWhenPendingThenAsTheProviderSays(Charge charge, Status status, Reason reason) {
        Payment ended = pending.end(charge);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.reason()).isEqualTo(reason);
        assertThat(ended.demand()).isEqualTo(pending.demand());
    }

    @ParameterizedTest
    @EnumSource(value = Charge.class, mode = Mode.EXCLUDE, names = "AUTHORIZED")
    void endWhenEndedThenRefusedWithASentence(Charge charge) {
        Payment ended = pending.end(charge);
        for (Charge other : Charge.values()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ended.end(other))
                    .withMessage("Payment " + pending.id() + " is " + ended.status() + " for good and cannot end with "
                            + other + ".");
        }
    }

    @Test
    void endWhenOnlyAuthorizedThenRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> pending.end(Charge.AUTHORIZED))
                .withMessageContaining("is authorised, which is no end");
    }

    @Test
    void requireCapturedWhenCapturedThenAmount() {
        assertThat(pending.end(Charge.CAPTURED).requireCaptured()).isEqualTo(Money.of("1.00", "EUR"));
    }
}
