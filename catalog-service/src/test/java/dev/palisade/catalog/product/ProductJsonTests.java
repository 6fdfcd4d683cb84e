package dev.palisade.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.money.Money;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProductJsonTests {

    private final JsonMapper json = new JsonMapper();

    @Test
    void writeWhenProductThenFieldsOfTheContract() {
        Product product = new Product(
                ProductId.of("8c46ae47-9051-49c5-a107-ef1d57480415"),
                new Sku("GA-103"),
                "Secateurs",
                "Sharp.",
                "garden",
                Money.of("29", "EUR"),
                true);
        assertThat(json.writeValueAsString(product)).isEqualTo("""
                        {"id":"8c46ae47-9051-49c5-a107-ef1d57480415","sku":"GA-103","name":"Secateurs",\
                        "description":"Sharp.","category":"garden","price":{"amount":"29.00","currency":"EUR"},\
                        "available":true}""");
    }

    @Test
    void readWhenDataThenSame() {
        ProductData data = json.readValue("""
                        {"sku":"GA-103","name":"Secateurs","description":"Sharp.","category":"garden",\
                        "price":{"amount":"29.00","currency":"EUR"},"stock":7}""", ProductData.class);
        assertThat(data)
                .isEqualTo(new ProductData(
                        new Sku("GA-103"), "Secateurs", "Sharp.", "garden", Money.of("29.00", "EUR"), 7));
    }
}
