package dev.palisade.payment.privacy;

import dev.palisade.payment.provider.Brand;
import dev.palisade.platform.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a person.
 *
 * @param cards the cards that were given
 * @param payments what was to be paid
 * @param refunds what was given back
 * @param disputes what a bank has asked back
 */
record StoredData(
        List<StoredCard> cards,
        List<StoredPayment> payments,
        List<StoredRefund> refunds,
        List<StoredDispute> disputes) {

    /**
     * A card. The provider's name for it lets its holder pay, so it is not said.
     *
     * @param brand who issued it
     * @param last4 its last four digits; none once the provider was told to forget it
     * @param createdAt when it was given
     */
    record StoredCard(Brand brand, @Nullable String last4, Instant createdAt) {}

    /**
     * A payment.
     *
     * @param id its identifier
     * @param orderId the order that it pays
     * @param status how far it is
     * @param amount how much; none when it was ruled out before it was asked for
     * @param reason why it was declined
     * @param createdAt when it was asked for
     */
    record StoredPayment(
            UUID id,
            UUID orderId,
            String status,
            @Nullable Money amount,
            @Nullable String reason,
            Instant createdAt) {}

    /**
     * A refund.
     *
     * @param id its identifier
     * @param paymentId the payment
     * @param amount how much
     * @param status how far it is
     * @param createdAt when it was asked for
     */
    record StoredRefund(UUID id, UUID paymentId, Money amount, String status, Instant createdAt) {}

    /**
     * A dispute.
     *
     * @param id what the provider calls it
     * @param paymentId the payment
     * @param amount how much
     * @param status how far it is
     * @param createdAt when it was opened
     */
    record StoredDispute(String id, UUID paymentId, Money amount, String status, Instant createdAt) {}
}
