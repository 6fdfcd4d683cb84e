package dev.palisade.payment.refund;

import dev.palisade.payment.payment.PaymentId;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.payment.provider.ProviderKey;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.policy.Authorizer;
import dev.palisade.platform.policy.ResourceRef;
import dev.palisade.platform.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Money back, by support. */
@RestController
@RequestMapping("/api/payments/{id}/refunds")
class RefundController {

    private final Refunds refunds;
    private final PaymentProvider provider;
    private final Authorizer authorizer;

    RefundController(Refunds refunds, PaymentProvider provider, Authorizer authorizer) {
        this.refunds = refunds;
        this.provider = provider;
        this.authorizer = authorizer;
    }

    /**
     * Gives back some or all of a payment. A repetition with the same key gives nothing more and answers the same.
     *
     * @param id the payment
     * @param idempotencyKey the caller's name for this request
     * @param request how much; all that is left when there is no body or no amount
     * @return the refund
     * @throws ProblemException 404 not-found when there is no such payment
     * @throws ProblemException 409 payment-not-captured when the payment took no money
     * @throws ProblemException 409 refund-exceeds-payment when that is more than is left of it
     * @throws ProblemException 422 idempotency-key-reused when the key was used for another request
     * @throws ProblemException 503 provider-failed when the provider does not answer; try again with the same key
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "RefundPayment", resource = "Payment")
    Refund refundPayment(
            @PathVariable PaymentId id,
            @RequestHeader("Idempotency-Key")
                    @Pattern(regexp = IdempotencyKey.FORM, message = "must be 1 to 100 visible characters")
                    String idempotencyKey,
            @RequestBody(required = false) @Valid @Nullable RefundRequest request) {
        String owner = refunds.ownerOf(id).orElseThrow(Refunds::unknown);
        authorizer.require("RefundPayment", new ResourceRef("Payment", id.toString(), owner));
        Refund refund = refunds.open(id, new IdempotencyKey(idempotencyKey), request == null ? null : request.amount());
        if (!refund.isPending()) {
            return refund;
        }
        provider.refund(
                new ProviderKey(refund.id().value()),
                new ProviderKey(refund.paymentId().value()),
                refund.amount());
        return refunds.give(refund);
    }

    /**
     * What is to be given back.
     *
     * @param amount how much; all that is left when there is none
     */
    record RefundRequest(@Positive @Nullable Money amount) {}
}
