package dev.palisade.catalog.reservation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long goods are set aside.
 *
 * @param lifetime how long for an order whose payment has not begun
 * @param expiryInterval how often it is looked for those that were set aside for longer
 */
@ConfigurationProperties("palisade.reservations")
record ReservationProperties(
        @DefaultValue("30m") Duration lifetime,
        @DefaultValue("1m") Duration expiryInterval) {}
