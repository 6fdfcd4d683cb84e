package dev.palisade.catalog.product;

import java.util.List;

/**
 * A page of a product's prices, the present one first.
 *
 * @param items the prices
 * @param page the number of this page, from zero
 * @param size how many prices a full page has
 * @param total how many there are in all
 */
record PricePage(List<PriceSince> items, int page, int size, long total) {}
