package dev.palisade.catalog.reservation;

import dev.palisade.catalog.product.ProductId;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an order needs.
 *
 * @param items each product once
 */
record ReservationRequest(@NotEmpty @Size(max = 100) List<@NotNull @Valid Item> items) {

    /**
     * One product of an order.
     *
     * @param productId the product
     * @param quantity how many of it
     */
    record Item(@NotNull ProductId productId, @NotNull Quantity quantity) {}

    /** @throws ProblemException when a product occurs twice */
    Map<ProductId, Quantity> byProduct() {
        Map<ProductId, Quantity> quantities = new HashMap<>();
        for (Item item : items) {
            if (quantities.put(item.productId(), item.quantity()) != null) {
                throw new ProblemException(ProblemType.INVALID_VALUE, "'items' names a product twice.");
            }
        }
        return quantities;
    }
}
