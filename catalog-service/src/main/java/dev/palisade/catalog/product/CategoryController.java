package dev.palisade.catalog.product;

import dev.palisade.platform.policy.Authorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which shelves there are. */
@RestController
@RequestMapping("/api/catalog/categories")
class CategoryController {

    private final Products products;

    CategoryController(Products products) {
        this.products = products;
    }

    /**
     * Reads which categories there are.
     *
     * @return all categories that have a product, ordered by name
     */
    @GetMapping
    @Authorize(action = "ReadCatalog", resource = "Catalog")
    CategoryList readCategories() {
        return new CategoryList(products.categories());
    }
}
