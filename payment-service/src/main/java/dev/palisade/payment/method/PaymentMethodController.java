package dev.palisade.payment.method;

import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import java.time.Clock;
import java.time.YearMonth;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's cards. */
@RestController
@RequestMapping("/api/payments/methods")
class PaymentMethodController {

    private final PaymentMethods methods;
    private final PaymentProvider provider;
    private final Clock clock;

    PaymentMethodController(PaymentMethods methods, PaymentProvider provider, Clock clock) {
        this.methods = methods;
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * Adds a card to pay with. Its number goes to the provider and is not kept.
     *
     * @param data the card
     * @return our name for the card, and what people know it by
     * @throws ProblemException 402 card-declined when the bank does not accept the card
     * @throws ProblemException 503 provider-failed when the provider cannot be reached; try again
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "AddPaymentMethod", resource = "PaymentMethod")
    AddedMethod addPaymentMethod(@RequestBody CardData data) {
        Card card = data.card(YearMonth.now(clock));
        PaymentMethod method = new PaymentMethod(
                MethodToken.random(),
                provider.tokenize(card),
                card.number().brand(),
                card.number().last4());
        methods.add(method, Caller.current().subject());
        return new AddedMethod(method.token(), method.brand(), method.last4());
    }

    /**
     * A card that can be paid with.
     *
     * @param token our name for it
     * @param brand who issued it
     * @param last4 its last four digits
     */
    record AddedMethod(MethodToken token, Brand brand, String last4) {}
}
