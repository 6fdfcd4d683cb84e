package dev.palisade.catalog.product;

import java.util.List;

/**
 * A page of products.
 *
 * @param items the products
 * @param page the number of this page, from zero
 * @param size how many products a full page has
 * @param total how many products match in all
 */
record ProductPage(List<Product> items, int page, int size, long total) {}
