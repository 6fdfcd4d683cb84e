package dev.palisade.catalog.product;

import org.springframework.http.ResponseEntity;

/**
 * A product as it was at one time.
 *
 * @param product the product
 * @param version grows with each change of it or of its stock
 */
record Edition(Product product, long version) {

    /** The answer with the product, and its version as a strong entity tag (RFC 9110 section 8.8.3). */
    ResponseEntity<Product> answer(int status) {
        return ResponseEntity.status(status).eTag(tag()).body(product);
    }

    String tag() {
        return "\"" + version + "\"";
    }
}
