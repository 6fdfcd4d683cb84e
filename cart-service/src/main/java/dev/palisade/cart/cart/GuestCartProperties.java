package dev.palisade.cart.cart;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long carts of visitors who have not signed in are kept.
 *
 * @param kept how long after its last change one ends
 * @param cleaningInterval how often those that have ended are deleted
 */
@ConfigurationProperties("palisade.guest-carts")
record GuestCartProperties(
        @DefaultValue("14d") Duration kept,
        @DefaultValue("1h") Duration cleaningInterval) {

    /** @throws IllegalArgumentException when a cart would end before it is used */
    GuestCartProperties {
        if (!kept.isPositive()) {
            throw new IllegalArgumentException("palisade.guest-carts.kept must be longer than nothing.");
        }
    }
}
