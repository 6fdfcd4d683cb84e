package dev.palisade.catalog.product;

import java.util.Currency;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the shop has decided.
 *
 * @param currency the one currency of all prices
 */
@ConfigurationProperties("palisade.catalog")
record CatalogProperties(Currency currency) {}
