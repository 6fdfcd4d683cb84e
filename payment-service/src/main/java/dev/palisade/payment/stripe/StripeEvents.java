package dev.palisade.payment.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.EventDataObjectDeserializationException;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeObject;
import com.stripe.param.EventListParams;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.payment.webhook.WebhookEvent;
import dev.palisade.payment.webhook.WebhookEvents;
import dev.palisade.platform.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Asks Stripe what has happened, instead of being told: webhooks would need a door for the whole internet, and a list that
 * is read with our key over TLS can be neither forged nor replayed. Each event is applied once, by its identifier.
 */
class StripeEvents {

    private static final Logger log = LoggerFactory.getLogger(StripeEvents.class);
    private static final Duration AT_FIRST = Duration.ofDays(3); // a weekend during which nothing ran
    private static final Duration AGAIN = Duration.ofMinutes(30); // what was listed late is not missed
    private static final long PAGE = 100;

    private final StripeClient stripe;
    private final StripeProvider provider;
    private final WebhookEvents events;
    private final Clock clock;
    private Instant since;

    StripeEvents(StripeClient stripe, StripeProvider provider, WebhookEvents events, Clock clock) {
        this.stripe = stripe;
        this.provider = provider;
        this.events = events;
        this.clock = clock;
        this.since = clock.instant().minus(AT_FIRST);
    }

    @Scheduled(
            initialDelayString = "${palisade.stripe.events-interval:1m}",
            fixedDelayString = "${palisade.stripe.events-interval:1m}")
    void ask() {
        Instant now = clock.instant();
        boolean all = true;
        try {
            for (Event event : listed()) {
                all &= isApplied(event);
            }
        } catch (ProviderException e) {
            log.warn("Stripe could not be asked what has happened; it is asked again: {}", e.getMessage());
            all = false;
        }
        Instant longAgo = now.minus(AT_FIRST);
        since = all ? now.minus(AGAIN) : since.isBefore(longAgo) ? longAgo : since;
    }

    /** One that cannot be applied keeps no other from it, and is tried again for as long as it is listed. */
    private boolean isApplied(Event event) {
        try {
            translated(event).ifPresent(events::accept);
            return true;
        } catch (ProviderException e) {
            log.atWarn()
                    .addKeyValue("event", event.getId())
                    .log("What happened at Stripe cannot be applied yet: {}", e.getMessage());
            return false;
        }
    }

    /** The oldest first, as they happened. */
    private List<Event> listed() {
        EventListParams params = EventListParams.builder()
                .setCreated(EventListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .addAllType(List.of(
                        "payment_intent.succeeded",
                        "payment_intent.payment_failed",
                        "payment_intent.canceled",
                        "refund.created",
                        "refund.updated",
                        "charge.dispute.created",
                        "charge.dispute.closed"))
                .setLimit(PAGE)
                .build();
        return StripeProvider.list(() -> stripe.v1().events().list(params)).reversed();
    }

    private Optional<WebhookEvent> translated(Event event) {
        return switch (object(event)) {
            case PaymentIntent intent
            when intent.getMetadata().get(StripeProvider.PAYMENT) instanceof String payment ->
                Optional.of(new WebhookEvent(
                        event.getId(),
                        type(event),
                        payment,
                        payment,
                        StripeAmount.money(intent.getAmount(), intent.getCurrency()),
                        intent.getStatus()));
            case Refund refund when "succeeded".equals(refund.getStatus()) -> refunded(event, refund);
            case Dispute dispute -> disputed(event, dispute);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<WebhookEvent> refunded(Event event, Refund refund) {
        Map<String, String> names = refund.getMetadata();
        return Optional.of(new WebhookEvent(
                event.getId(),
                "refund.succeeded",
                names.getOrDefault(StripeProvider.REFUND, refund.getId()),
                names.getOrDefault(StripeProvider.PAYMENT, "unknown"),
                StripeAmount.money(refund.getAmount(), refund.getCurrency()),
                refund.getStatus()));
    }

    private Optional<WebhookEvent> disputed(Event event, Dispute dispute) {
        boolean decided =
                dispute.getStatus().equals("won") || dispute.getStatus().equals("lost");
        Money amount = StripeAmount.money(dispute.getAmount(), dispute.getCurrency());
        return Optional.of(new WebhookEvent(
                event.getId(),
                decided ? "dispute.closed" : "dispute.created",
                dispute.getId(),
                provider.paymentOf(dispute),
                amount,
                decided ? dispute.getStatus() : "open"));
    }

    private static String type(Event event) {
        return switch (event.getType()) {
            case "payment_intent.succeeded" -> "payment.captured";
            case "payment_intent.canceled" -> "payment.canceled";
            default -> "payment.declined";
        };
    }

    /** Also of another version of the API than the library's: an account keeps the one it began with. */
    private static StripeObject object(Event event) {
        try {
            return event.getDataObjectDeserializer().deserializeUnsafe();
        } catch (EventDataObjectDeserializationException e) {
            throw new ProviderException("Stripe's event cannot be read");
        }
    }
}
