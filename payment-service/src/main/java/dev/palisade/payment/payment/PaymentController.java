package dev.palisade.payment.payment;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person's own payments. */
@RestController
@RequestMapping("/api/payments")
class PaymentController {

    private final Payments payments;

    PaymentController(Payments payments) {
        this.payments = payments;
    }

    /**
     * Reads a payment.
     *
     * @param id the payment
     * @return the payment
     * @throws ProblemException 404 not-found when there is no such payment, or it is another person's
     */
    @GetMapping("/{id}")
    @Authorize(action = "ReadPayment", resource = "Payment")
    Receipt readPayment(@PathVariable PaymentId id) {
        return payments.receipt(id, Caller.current().subject())
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such payment."));
    }
}
