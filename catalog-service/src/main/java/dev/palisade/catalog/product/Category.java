package dev.palisade.catalog.product;

/**
 * A shelf.
 *
 * @param name its name: words of small letters, joined by hyphens
 * @param products how many products stand on it
 */
record Category(String name, long products) {}
