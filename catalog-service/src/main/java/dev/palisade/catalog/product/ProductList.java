package dev.palisade.catalog.product;

import java.util.List;

/**
 * Products that were asked for by their identifiers.
 *
 * @param items those that exist
 */
record ProductList(List<Product> items) {}
