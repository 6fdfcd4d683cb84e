package dev.palisade.payment.payment;

import dev.palisade.payment.method.MethodToken;
import dev.palisade.payment.payment.Payment.Reason;
import dev.palisade.payment.payment.Payment.Status;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.rows.RowSubject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Payments for the orders of the cart service. Every request may be repeated. */
@RestController
@RequestMapping("/internal/payments/{orderId}")
class InternalPaymentController {

    private final Cashier cashier;

    InternalPaymentController(Cashier cashier) {
        this.cashier = cashier;
    }

    /**
     * Takes the payment of an order, or says what became of it when it was asked for before.
     *
     * @param orderId the order
     * @param request what is to be paid, and how
     * @return what became of it: `CAPTURED` or `DECLINED`
     * @throws ProblemException 404 unknown-payment-method when the person has no such payment method
     * @throws ProblemException 409 payment-differs when another payment was asked for this order
     * @throws ProblemException 409 payment-ruled-out when this order was settled without a payment
     * @throws ProblemException 503 provider-failed when the provider does not answer; nothing is lost, try again
     */
    @PutMapping
    @Authorize(action = "TakePayment", resource = "Payment")
    TakenPayment takePayment(@PathVariable OrderId orderId, @RequestBody @Valid PaymentRequest request) {
        Payment payment = cashier.take(orderId, Caller.current().subject(), request.amount(), request.method());
        return new TakenPayment(payment.id(), orderId, payment.status(), payment.reason());
    }

    /**
     * Settles the payment of an order without the person. One that was captured is returned; where none was, none ever
     * will be.
     *
     * @param orderId the order
     * @param request whose order it is
     * @return what became of it: `CAPTURED`, `DECLINED` or `VOID`
     * @throws ProblemException 409 payment-differs when the order is another person's
     * @throws ProblemException 503 provider-failed when the provider does not answer; try again
     */
    @PostMapping("/settlement")
    @Authorize(action = "SettlePayment", resource = "Payment")
    SettledPayment settlePayment(@PathVariable OrderId orderId, @RequestBody @Valid SettlementRequest request) {
        Payment payment = RowSubject.runAs(request.owner(), () -> cashier.settle(orderId, request.owner()));
        return new SettledPayment(payment.status() == Status.VOID ? null : payment.id(), orderId, payment.status());
    }

    /**
     * What is to be paid.
     *
     * @param amount how much
     * @param method with which of the person's payment methods
     */
    record PaymentRequest(
            @NotNull @Positive Money amount, @NotNull MethodToken method) {}

    /**
     * A payment that was asked for.
     *
     * @param id the payment
     * @param orderId the order
     * @param status what became of it
     * @param reason why it was declined; null when it was not
     */
    record TakenPayment(
            PaymentId id,
            OrderId orderId,
            Status status,
            @Nullable Reason reason) {}

    /**
     * Whose order is to be settled.
     *
     * @param owner the person who ordered
     */
    record SettlementRequest(
            @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,100}", message = "must be an identifier")
            String owner) {}

    /**
     * A payment that nothing more happens to.
     *
     * @param id the payment; null when there is none
     * @param orderId the order
     * @param status what became of it
     */
    record SettledPayment(@Nullable PaymentId id, OrderId orderId, Status status) {}
}
