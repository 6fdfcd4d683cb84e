package dev.palisade.cart.privacy;

import dev.palisade.platform.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a person.
 *
 * @param cart what is in the cart
 * @param wishes what is on the wish list
 * @param orders what was ordered
 */
record StoredData(List<StoredLine> cart, List<StoredWish> wishes, List<StoredOrder> orders) {

    /**
     * A line of the cart.
     *
     * @param productId the product
     * @param quantity how many
     * @param addedAt when it was put in
     */
    record StoredLine(UUID productId, int quantity, Instant addedAt) {}

    /**
     * A wish.
     *
     * @param productId the product
     * @param addedAt when it was wished for
     */
    record StoredWish(UUID productId, Instant addedAt) {}

    /**
     * An order.
     *
     * @param id its identifier
     * @param status how far it is
     * @param reason why it was cancelled or declined
     * @param items what was ordered
     * @param shipping what the delivery costs
     * @param total what it costs
     * @param paymentId the payment, once it is taken
     * @param placedAt when it was placed
     */
    record StoredOrder(
            UUID id,
            String status,
            @Nullable String reason,
            List<StoredItem> items,
            Money shipping,
            Money total,
            @Nullable UUID paymentId,
            Instant placedAt) {}

    /**
     * A line of an order.
     *
     * @param productId the product
     * @param name its name at that time
     * @param quantity how many
     * @param price for one
     */
    record StoredItem(UUID productId, String name, int quantity, Money price) {}
}
