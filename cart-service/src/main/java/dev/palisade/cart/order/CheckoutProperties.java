package dev.palisade.cart.order;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the checkout works.
 *
 * @param lease how long one request or worker has an order to itself; longer than all its steps may take
 * @param workerInterval how often unfinished orders are looked for
 * @param patience how long a repeated request waits for the one before it, until it is told that this is under way
 * @param stuckAfter how old an order is that should have ended, so that a person looks at it
 */
@ConfigurationProperties("palisade.checkout")
record CheckoutProperties(
        @DefaultValue("20s") Duration lease,
        @DefaultValue("5s") Duration workerInterval,
        @DefaultValue("8s") Duration patience,
        @DefaultValue("5m") Duration stuckAfter) {}
