package dev.palisade.payment.stripe;

import com.stripe.StripeClient;
import dev.palisade.payment.webhook.WebhookEvents;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes Stripe as the provider where {@code palisade.payment.provider} says so. */
@Configuration
@ConditionalOnProperty(name = "palisade.payment.provider", havingValue = "stripe")
class StripeConfiguration {

    /** A request that got no answer is sent once more: with its key, it happens once. */
    private static final int RETRIES = 1;

    @Bean
    StripeClient stripe(StripeProperties properties) {
        if (properties.apiKey().isBlank()) {
            throw new IllegalStateException("palisade.stripe.api-key is missing: Stripe is the provider"
                    + " (palisade.payment.provider), and without its secret key nothing can be paid.");
        }
        return StripeClient.builder()
                .setApiKey(properties.apiKey())
                .setApiBase(properties.url().toString())
                .setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()))
                .setReadTimeout(Math.toIntExact(properties.readTimeout().toMillis()))
                .setMaxNetworkRetries(RETRIES)
                .build();
    }

    @Bean
    StripeProvider stripeProvider(StripeClient stripe) {
        return new StripeProvider(stripe);
    }

    @Bean
    StripeEvents stripeEvents(StripeClient stripe, StripeProvider provider, WebhookEvents events, Clock clock) {
        return new StripeEvents(stripe, provider, events, clock);
    }
}
