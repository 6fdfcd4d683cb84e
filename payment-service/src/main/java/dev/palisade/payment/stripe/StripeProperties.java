package dev.palisade.payment.stripe;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Stripe is, and who we are there.
 *
 * @param url its API
 * @param apiKey our secret key, which may read and write payments, customers and refunds, and nothing else
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take; the cart waits six seconds for ours
 * @param eventsInterval how often we ask what has happened
 */
@ConfigurationProperties("palisade.stripe")
record StripeProperties(
        @DefaultValue("https://api.stripe.com") URI url,
        @DefaultValue("") String apiKey,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("5s") Duration readTimeout,
        @DefaultValue("1m") Duration eventsInterval) {

    /** Names the address, never the key. */
    @Override
    public String toString() {
        return "StripeProperties[" + url + "]";
    }
}
