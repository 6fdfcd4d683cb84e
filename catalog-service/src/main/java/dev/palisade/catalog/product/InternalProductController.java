package dev.palisade.catalog.product;

import dev.palisade.platform.policy.Authorize;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Names and prices for the cart. */
@RestController
@RequestMapping("/internal/products")
class InternalProductController {

    private final Products products;

    InternalProductController(Products products) {
        this.products = products;
    }

    /**
     * Reads several products at once.
     *
     * @param ids the products
     * @return those of them that exist, ordered by name
     */
    @GetMapping
    @Authorize(action = "ReadCatalog", resource = "Catalog")
    ProductList readProducts(@RequestParam @Size(min = 1, max = 100) List<ProductId> ids) {
        return new ProductList(products.findAll(ids));
    }
}
