package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;

/**
 * Something that the shop sells.
 *
 * @param id its identifier
 * @param sku the shop's own number of it
 * @param name what it is called
 * @param description what it is
 * @param category the shelf it stands on
 * @param price what one of it costs
 * @param available whether there is any left
 */
record Product(
        ProductId id, Sku sku, String name, String description, String category, Money price, boolean available) {}
