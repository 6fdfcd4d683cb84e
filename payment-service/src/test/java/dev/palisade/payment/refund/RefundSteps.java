package dev.palisade.payment.refund;

import dev.palisade.payment.payment.PaymentId;
import dev.palisade.platform.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The steps of a refund one by one, for tests of what they book. */
public final class RefundSteps {

    private final Refunds refunds;

    public RefundSteps(Refunds refunds) {
        this.refunds = refunds;
    }

    public Opened open(PaymentId payment, String key, @Nullable Money amount) {
        Refund refund = refunds.open(payment, new IdempotencyKey(key), amount);
        return new Opened(refund.id().value(), refund.amount());
    }

    public void give(Opened refund) {
        refunds.give(refund.id(), refund.amount());
    }

    /**
     * A refund that is known.
     *
     * @param id its identifier
     * @param amount how much
     */
    public record Opened(UUID id, Money amount) {}
}
