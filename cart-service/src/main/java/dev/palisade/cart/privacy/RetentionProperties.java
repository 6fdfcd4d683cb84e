package dev.palisade.cart.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long rows are kept.
 *
 * @param carts lines of a cart, since they were put in
 * @param wishes wishes
 * @param failedOrders orders that were cancelled or declined
 * @param orders whose a confirmed order was
 */
@ConfigurationProperties("palisade.retention")
record RetentionProperties(Duration carts, Duration wishes, Duration failedOrders, Duration orders) {}
