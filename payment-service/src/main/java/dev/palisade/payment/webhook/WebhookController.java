package dev.palisade.payment.webhook;

import dev.palisade.payment.provider.ProviderException;
import dev.palisade.platform.policy.Authorize;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where the sandbox tells us what happened. The gateway has no route here. */
@RestController
@ConditionalOnProperty(name = "palisade.payment.provider", havingValue = "sandbox", matchIfMissing = true)
class WebhookController {

    static final String PATH = "/internal/webhooks/sandbox";

    private final WebhookEvents events;

    WebhookController(WebhookEvents events) {
        this.events = events;
    }

    /**
     * Takes note of what happened at the card provider. Its body is the provider's event as JSON; `Sandbox-Signature`
     * carries the time and the signature.
     *
     * @param event what happened
     * @throws ProviderException 503 provider-failed when the provider cannot be asked about it; tell it again
     */
    @PostMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Authorize(action = "ReceiveWebhook", resource = "Payment")
    void receiveSandboxWebhook(@RequestAttribute(WebhookFilter.EVENT) WebhookEvent event) {
        events.accept(event);
    }
}
