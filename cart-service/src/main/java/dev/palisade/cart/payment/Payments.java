package dev.palisade.cart.payment;

import dev.palisade.platform.client.NeighbourProblem;
import dev.palisade.platform.client.ServiceClients;
import dev.palisade.platform.money.Money;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

/** Asks payment-service. Money is taken only on behalf of the person; without one, what happened is found out. */
@Component
public class Payments {

    private static final String SERVICE = "payment-service";

    private final RestClient taking;
    private final RestClient settling;

    Payments(ServiceClients clients) {
        this.taking = clients.onBehalfOfPerson(SERVICE, "orders");
        this.settling = clients.asService(SERVICE, "payment:settle");
    }

    /**
     * Takes the money for an order; repeating it changes nothing.
     *
     * @param method the token of the person's card
     * @throws PaymentRefusedException when this can never succeed
     * @throws ProviderFailedException when it may succeed later
     */
    public Payment take(UUID orderId, Money amount, String method) {
        try {
            return Objects.requireNonNull(taking.put()
                    .uri("/internal/payments/{orderId}", orderId)
                    .body(new Charge(amount, method))
                    .retrieve()
                    .body(Payment.class));
        } catch (RestClientResponseException e) {
            String reason = NeighbourProblem.of(e);
            switch (reason) {
                case "unknown-payment-method", "payment-ruled-out" -> throw new PaymentRefusedException(reason);
                case "provider-failed" -> throw new ProviderFailedException();
                default -> throw e;
            }
        }
    }

    /** Finds out what became of an order's payment; where none was taken, none can be any more. */
    public Payment settle(UUID orderId, String owner) {
        return Objects.requireNonNull(settling.post()
                .uri("/internal/payments/{orderId}/settlement", orderId)
                .body(new Settlement(owner))
                .retrieve()
                .body(Payment.class));
    }

    private record Charge(Money amount, String method) {}

    private record Settlement(String owner) {}

    /** The payment is refused for good; the message is the reason, one word. */
    public static final class PaymentRefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PaymentRefusedException(String reason) {
            super(reason);
        }
    }

    /** The card provider did not do its part this time. */
    public static final class ProviderFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ProviderFailedException() {
            super("The card provider failed");
        }
    }
}
