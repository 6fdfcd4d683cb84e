package dev.palisade.catalog.product;

import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The shelves: anyone may look, merchandisers may change. */
@RestController
@RequestMapping("/api/catalog/products")
class ProductController {

    private final Products products;
    private final Prices prices;

    ProductController(Products products, Prices prices) {
        this.products = products;
        this.prices = prices;
    }

    /**
     * Finds products.
     *
     * @param query words that must all occur in the name, the description or the number, in capital or small letters; a
     *     word of four letters or more may be misspelt
     * @param category the shelf to look on; all when empty, nothing on one that does not exist
     * @param page the number of the page, from zero
     * @param size how many products a page has
     * @return a page of products, ordered by name; where fewer than 10 have all words, up to 100 with similar words follow,
     *     the most alike first
     */
    @GetMapping
    @Authorize(action = "ReadCatalog", resource = "Catalog")
    ProductPage findProducts(
            @RequestParam(defaultValue = "")
                    @Size(max = 100)
                    @Pattern(regexp = Search.TEXT, message = "must be plain text")
                    String query,
            @RequestParam(defaultValue = "")
                    @Size(max = 100)
                    @Pattern(regexp = Search.TEXT, message = "must be plain text")
                    String category,
            @RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
            @RequestParam(defaultValue = "24") @Min(1) @Max(100) int size) {
        return products.page(new Search(query, category, page, size));
    }

    /**
     * Reads one product.
     *
     * @param id the product
     * @param ifNoneMatch the ETags of what the client has already; when one is still right, the answer is 304 without a body
     * @return the product, and its version as ETag
     * @throws ProblemException 404 not-found when there is no such product
     */
    @GetMapping("/{id}")
    @Authorize(action = "ReadCatalog", resource = "Catalog")
    ResponseEntity<Product> readProduct(
            @PathVariable ProductId id,
            @RequestHeader(name = "If-None-Match", required = false)
                    @Size(max = 200)
                    @Pattern(regexp = IfMatch.FORM, message = "must be entity tags")
                    @Nullable
                    String ifNoneMatch) {
        Edition edition = products.find(id).orElseThrow(ProductController::unknown);
        return "*".equals(ifNoneMatch) // Spring compares tags itself, but not this
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                        .eTag(edition.tag())
                        .build()
                : edition.answer(200);
    }

    /**
     * Reads what a product has cost, for merchandisers and auditors.
     *
     * @param id the product
     * @param page the number of the page, from zero
     * @param size how many prices a page has
     * @return a page of prices, the present one first
     * @throws ProblemException 404 not-found when there is no such product
     */
    @GetMapping("/{id}/prices")
    @Authorize(action = "ReadPriceHistory", resource = "Catalog")
    PricePage readPrices(
            @PathVariable ProductId id,
            @RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
            @RequestParam(defaultValue = "24") @Min(1) @Max(100) int size) {
        PricePage found = prices.of(id, page, size);
        if (found.total() == 0) {
            throw unknown(); // everything has a price
        }
        return found;
    }

    /**
     * Adds a product.
     *
     * @param data the product
     * @return the product with its identifier, and its version as ETag
     * @throws ProblemException 409 sku-taken when another product has this number
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Authorize(action = "ChangeCatalog", resource = "Catalog")
    ResponseEntity<Product> addProduct(@RequestBody @Valid ProductData data) {
        return products.add(data).answer(201);
    }

    /**
     * Changes a product. Without If-Match it is changed whatever it has become since it was read.
     *
     * @param id the product
     * @param ifMatch the ETag that the product must still have; it also changes with the stock, which this overwrites
     * @param data what it is from now on; the number stays as it is
     * @return the product as it is now, and its version as ETag
     * @throws ProblemException 404 not-found when there is no such product
     * @throws ProblemException 409 sku-fixed when the number is another than the product's
     * @throws ProblemException 412 precondition-failed when the product has none of the ETags in If-Match
     */
    @PutMapping("/{id}")
    @Authorize(action = "ChangeCatalog", resource = "Catalog")
    ResponseEntity<Product> changeProduct(
            @PathVariable ProductId id,
            @RequestHeader(name = "If-Match", required = false)
                    @Size(max = 200)
                    @Pattern(regexp = IfMatch.FORM, message = "must be entity tags")
                    @Nullable
                    String ifMatch,
            @RequestBody @Valid ProductData data) {
        return products.change(id, new IfMatch(ifMatch), data)
                .orElseThrow(ProductController::unknown)
                .answer(200);
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such product.");
    }
}
