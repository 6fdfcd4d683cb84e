package dev.palisade.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.test.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ProductsJdbcTests {

    private static final ProductId SECATEURS = ProductId.of("8c46ae47-9051-49c5-a107-ef1d57480415");

    @Autowired
    private Products products;

    @Test
    void pageWhenWordHasWildcardsThenTheyAreCharacters() {
        TestDatabase database = TestDatabase.named("catalog");
        database.execute("""
                insert into product (id, sku, category, name, description, price_amount, price_currency, stock)
                values (gen_random_uuid(), 'W-1', 'wild', '100% wool_blend \\ Größe', '', 1, 'EUR', 1)
                on conflict do nothing
                """);
        for (String query : new String[] {"100%", "wool_", "\\", "GRÖSSE".replace("SS", "ß"), "% _ \\"}) {
            assertThat(products.page(new Search(query, "wild", 0, 10)).total())
                    .as(query)
                    .isEqualTo(1);
        }
        assertThat(products.page(new Search("1%l", "wild", 0, 10)).total()).isZero();
        assertThat(products.page(new Search("woo__", "wild", 0, 10)).total()).isZero();
    }

    @Test
    void findWhenKnownThenProduct() {
        assertThat(products.find(SECATEURS)).get().extracting(Edition::product).satisfies(product -> {
            assertThat(product.sku()).isEqualTo(new Sku("GA-103"));
            assertThat(product.price()).hasToString("29.00 EUR");
        });
        assertThat(products.find(ProductId.random())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update product set stock = -1",
                "update product set price_amount = 0",
                "update product set sku = 'lower'",
                "update product set category = 'Not A Word'",
                "delete from product",
                "delete from reservation",
                "truncate product cascade",
                "drop table reservation_item",
                "alter table product disable trigger all"
            })
    void statementWhenItBreaksARuleThenPostgresqlRefuses(String sql) throws SQLException {
        String state = TestDatabase.named("catalog").checksum();
        try (Connection connection = TestDatabase.named("catalog").connectAs("catalog_app");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
        }
        assertThat(TestDatabase.named("catalog").checksum()).isEqualTo(state);
    }
}
