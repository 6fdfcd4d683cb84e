package dev.palisade.catalog.product;

import java.util.List;

/**
 * A catalogue as JSON, the same when it is written and when it is read.
 *
 * @param items the products
 */
record CatalogFile(List<ProductData> items) {}
