package dev.palisade.catalog.product;

import java.util.List;

/**
 * All shelves that have something on them.
 *
 * @param items the shelves, ordered by name
 */
record CategoryList(List<Category> items) {}
