package dev.palisade.payment.payment;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.provider.ProviderKey;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The payment of one order.
 *
 * @param id its identifier, which is also the key of the charge at the provider
 * @param orderId the order
 * @param owner the person who pays
 * @param status how far it is
 * @param demand what is to be paid; none when the payment was ruled out before it was asked for
 * @param reason why it was declined
 */
public record Payment(
        PaymentId id,
        OrderId orderId,
        String owner,
        Status status,
        @Nullable Demand demand,
        @Nullable Reason reason) {

    /** How far a payment is: it begins as pending and ends as one of the others, for good. */
    public enum Status {
        /** The provider may or may not have been asked. */
        PENDING,
        /** The money is ours. */
        CAPTURED,
        /** The bank said no. */
        DECLINED,
        /** No money was taken, and none ever will be. */
        VOID
    }

    /** Why a bank says no. */
    public enum Reason {
        CARD_DECLINED,
        INSUFFICIENT_FUNDS;

        /** The word for it in JSON and in the database. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Reason named(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /**
     * What is to be paid.
     *
     * @param amount how much
     * @param method with which card
     */
    public record Demand(Money amount, MethodToken method) {}

    static Payment pending(OrderId orderId, String owner, Demand demand) {
        return new Payment(PaymentId.random(), orderId, owner, Status.PENDING, demand, null);
    }

    static Payment ruledOut(OrderId orderId, String owner) {
        return new Payment(PaymentId.random(), orderId, owner, Status.VOID, null, null);
    }

    ProviderKey key() {
        return new ProviderKey(id.value());
    }

    /** @throws ProblemException when this order's payment was ruled out, or is about something else */
    void requireSame(Demand same) {
        if (status == Status.VOID) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "payment-ruled-out", "No payment is taken for this order any more");
        }
        if (!same.equals(demand)) {
            throw differs();
        }
    }

    static ProblemException differs() {
        return new ProblemException(HttpStatus.CONFLICT, "payment-differs", "Another payment was asked for this order");
    }

    /** @throws IllegalStateException when it has ended before, or the charge has not */
    Payment end(Charge charge) {
        if (status != Status.PENDING) {
            throw new IllegalStateException(
                    "Payment " + id + " is " + status + " for good and cannot end with " + charge + ".");
        }
        return switch (charge) {
            case CAPTURED -> as(Status.CAPTURED, null);
            case CARD_DECLINED -> as(Status.DECLINED, Reason.CARD_DECLINED);
            case INSUFFICIENT_FUNDS -> as(Status.DECLINED, Reason.INSUFFICIENT_FUNDS);
            case CANCELLED -> as(Status.VOID, null);
            case AUTHORIZED -> throw new IllegalStateException("Payment " + id + " is authorised, which is no end.");
        };
    }

    /**
     * The amount that was captured.
     *
     * @throws ProblemException when none was
     */
    public Money requireCaptured() {
        if (status != Status.CAPTURED || demand == null) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "payment-not-captured", "No money was taken by this payment");
        }
        return demand.amount();
    }

    private Payment as(Status ended, @Nullable Reason why) {
        return new Payment(id, orderId, owner, ended, demand, why);
    }
}
