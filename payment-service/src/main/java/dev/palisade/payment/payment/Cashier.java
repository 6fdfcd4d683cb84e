package dev.palisade.payment.payment;

import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.method.PaymentMethod;
import dev.palisade.payment.method.PaymentMethods;
import dev.palisade.payment.payment.Payment.Demand;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.payment.payment.Payments.Opened;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.rows.RowSubject;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Takes money, once. The payment is stored as pending before the provider is asked, and the charge carries the payment's
 * identifier, by which the provider knows a repetition. A crash at any line therefore leaves either nothing, or a pending
 * payment that the next request for the same order finishes. No transaction is open while the provider is asked.
 */
@Service
public class Cashier {

    private final Payments payments;
    private final PaymentMethods methods;
    private final PaymentProvider provider;

    Cashier(Payments payments, PaymentMethods methods, PaymentProvider provider) {
        this.payments = payments;
        this.methods = methods;
        this.provider = provider;
    }

    /** Takes the payment of an order, or says what became of it when that was asked before. */
    Payment take(OrderId orderId, String owner, Money amount, MethodToken token) {
        PaymentMethod method = methods.find(token)
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.NOT_FOUND, "unknown-payment-method", "There is no such payment method"));
        Demand demand = new Demand(amount, token);
        Opened opened = payments.open(Payment.pending(orderId, owner, demand));
        Payment payment = opened.payment();
        payment.requireSame(demand);
        if (payment.status() != Status.PENDING) {
            return payment;
        }
        Charge charge = charge(payment, method, amount, opened.fresh());
        if (charge == Charge.AUTHORIZED) {
            throw new ProviderException("The provider has not taken the money that it set aside");
        }
        Payment ended = payments.end(payment.id(), charge);
        ended.requireSame(demand);
        return ended;
    }

    /**
     * Finds out what became of the payment of an order and makes sure that nothing more does. Nothing is taken here, and
     * what was not taken before never will be.
     */
    Payment settle(OrderId orderId, String owner) {
        Payment payment = payments.open(Payment.ruledOut(orderId, owner)).payment();
        return payment.status() == Status.PENDING
                // Asking would not do: a request on its way could charge just after the answer.
                ? payments.end(payment.id(), provider.cancel(payment.key()))
                : payment;
    }

    /** Ends a pending payment as the provider says, when it has ended there: its answer did not reach us, or not yet. */
    public void finish(Payment payment) {
        if (payment.status() == Status.PENDING) {
            provider.find(payment.key())
                    .filter(charge -> charge != Charge.AUTHORIZED)
                    .ifPresent(charge -> RowSubject.runAs(payment.owner(), () -> payments.end(payment.id(), charge)));
        }
    }

    private Charge charge(Payment payment, PaymentMethod method, Money amount, boolean fresh) {
        Charge known = fresh ? null : provider.find(payment.key()).orElse(null);
        Charge charge = known == null
                ? orBooked(payment, () -> provider.authorize(payment.key(), method.providerToken(), amount))
                : known;
        return charge == Charge.AUTHORIZED ? orBooked(payment, () -> provider.capture(payment.key())) : charge;
    }

    /** No answer is not a no: what the provider has booked counts. */
    private Charge orBooked(Payment payment, Supplier<Charge> step) {
        try {
            return step.get();
        } catch (ProviderException e) {
            return provider.find(payment.key()).orElseThrow(() -> e);
        }
    }
}
