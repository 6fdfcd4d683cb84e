package dev.palisade.payment.payment;

import dev.palisade.payment.provider.Brand;
import dev.palisade.platform.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person is shown of a payment.
 *
 * @param id the payment
 * @param orderId the order that it pays
 * @param status how far it is
 * @param amount what the order costs
 * @param refunded what was given back
 * @param brand who issued the card
 * @param last4 the card's last four digits; none once the card was forgotten
 * @param createdAt when it was asked for
 */
record Receipt(
        PaymentId id,
        OrderId orderId,
        Payment.Status status,
        Money amount,
        Money refunded,
        Brand brand,
        @Nullable String last4,
        Instant createdAt) {}
