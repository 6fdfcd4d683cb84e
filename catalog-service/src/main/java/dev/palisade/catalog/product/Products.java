package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All products of the shop. */
@Repository
class Products {

    private static final String COLUMNS =
            "id, sku, name, description, category, price_amount, price_currency, stock > 0 as available";

    private final JdbcClient jdbc;
    private final Currency currency;

    Products(JdbcClient jdbc, CatalogProperties properties) {
        this.jdbc = jdbc;
        this.currency = properties.currency();
    }

    @Transactional(readOnly = true)
    ProductPage page(Search search) {
        String matches = """
                from product
                where (:category = '' or category = :category)
                  and (select coalesce(bool_and(search like lower(pattern)), true) from unnest(:patterns::text[]) pattern)
                """;
        String[] patterns = search.patterns().toArray(String[]::new);
        long total = jdbc.sql("select count(*) " + matches)
                .param("category", search.category())
                .param("patterns", patterns)
                .query(Long.class)
                .single();
        List<Product> items = jdbc.sql(
                        "select " + COLUMNS + " " + matches + " order by name, id limit :size offset :offset")
                .param("category", search.category())
                .param("patterns", patterns)
                .param("size", search.size())
                .param("offset", search.offset())
                .query(Products::product)
                .list();
        return new ProductPage(items, search.page(), search.size(), total);
    }

    @Transactional(readOnly = true)
    Optional<Edition> find(ProductId id) {
        return jdbc.sql("select " + COLUMNS + ", version from product where id = :id")
                .param("id", id.value())
                .query(Products::edition)
                .optional();
    }

    @Transactional(readOnly = true)
    List<Product> findAll(Collection<ProductId> ids) {
        return jdbc.sql("select " + COLUMNS + " from product where id in (:ids) order by name, id")
                .param("ids", ids.stream().map(ProductId::value).toList())
                .query(Products::product)
                .list();
    }

    @Transactional
    Edition add(ProductData data) {
        requireShopCurrency(data.price());
        ProductId id = ProductId.random();
        try {
            jdbc.sql("""
                            insert into product
                                (id, sku, name, description, category, price_amount, price_currency, stock)
                            values (:id, :sku, :name, :description, :category, :amount, :currency, :stock)
                            """)
                    .param("id", id.value())
                    .param("sku", data.sku().value())
                    .param("name", data.name())
                    .param("description", data.description())
                    .param("category", data.category())
                    .param("amount", data.price().amount())
                    .param("currency", data.price().currency().getCurrencyCode())
                    .param("stock", data.stock())
                    .update();
        } catch (DuplicateKeyException e) {
            throw new ProblemException(HttpStatus.CONFLICT, "sku-taken", "Another product has this number");
        }
        return find(id).orElseThrow();
    }

    @Transactional
    Optional<Edition> change(ProductId id, IfMatch condition, ProductData data) {
        requireShopCurrency(data.price());
        Optional<Edition> current = jdbc.sql("select " + COLUMNS + ", version from product where id = :id for update")
                .param("id", id.value())
                .query(Products::edition)
                .optional();
        if (current.isEmpty()) {
            return current;
        }
        if (!current.get().product().sku().equals(data.sku())) {
            throw new ProblemException(HttpStatus.CONFLICT, "sku-fixed", "A product keeps its number for life");
        }
        condition.require(current.get()); // last, since what would be refused anyhow has no condition (section 13.2.1)
        jdbc.sql("""
                        update product
                        set name = :name, description = :description, category = :category,
                            price_amount = :amount, price_currency = :currency, stock = :stock
                        where id = :id
                        """)
                .param("id", id.value())
                .param("name", data.name())
                .param("description", data.description())
                .param("category", data.category())
                .param("amount", data.price().amount())
                .param("currency", data.price().currency().getCurrencyCode())
                .param("stock", data.stock())
                .update();
        return find(id);
    }

    private void requireShopCurrency(Money price) {
        if (!price.currency().equals(currency)) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "'price' must be in " + currency + ".");
        }
    }

    private static Edition edition(ResultSet row, int number) throws SQLException {
        return new Edition(product(row, number), row.getLong("version"));
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(
                ProductId.of(row.getString("id")),
                new Sku(row.getString("sku")),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                new Money(row.getBigDecimal("price_amount"), Currency.getInstance(row.getString("price_currency"))),
                row.getBoolean("available"));
    }
}
