package dev.palisade.cart.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.palisade.platform.money.Money;
import java.util.UUID;

/**
 * A product as the catalog sells it now.
 *
 * @param id its identifier
 * @param name its name
 * @param price its price for one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Product(UUID id, String name, Money price) {}
