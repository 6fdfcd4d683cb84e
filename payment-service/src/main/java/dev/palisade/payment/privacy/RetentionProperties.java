package dev.palisade.payment.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long rows are kept.
 *
 * @param cards cards, since they were given or last paid with
 * @param payments whose a payment was
 * @param webhookEvents which of the provider's events were applied
 */
@ConfigurationProperties("palisade.retention")
record RetentionProperties(Duration cards, Duration payments, Duration webhookEvents) {}
