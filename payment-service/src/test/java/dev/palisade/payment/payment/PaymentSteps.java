package dev.palisade.payment.payment;

import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.payment.Payment.Demand;
import dev.palisade.payment.provider.Charge;
import dev.palisade.platform.money.Money;
import java.util.UUID;

/** The steps of a payment one by one, for tests of what they book. */
public final class PaymentSteps {

    private final Payments payments;

    public PaymentSteps(Payments payments) {
        this.payments = payments;
    }

    public Payment open(UUID order, String owner, Money amount, String method) {
        return payments.open(Payment.pending(new OrderId(order), owner, new Demand(amount, new MethodToken(method))))
                .payment();
    }

    public Payment end(PaymentId id, Charge charge) {
        return payments.end(id, charge);
    }
}
