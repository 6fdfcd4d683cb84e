package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Currency;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What everything has cost so far; PostgreSQL writes it when a price changes. */
@Repository
class Prices {

    private final JdbcClient jdbc;

    Prices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    PricePage of(ProductId product, int page, int size) {
        long total = jdbc.sql("select count(*) from price where product_id = :product")
                .param("product", product.value())
                .query(Long.class)
                .single();
        List<PriceSince> items = jdbc.sql("""
                        select amount, currency, valid_from from price where product_id = :product
                        order by id desc limit :size offset :offset
                        """)
                .param("product", product.value())
                .param("size", size)
                .param("offset", (long) page * size)
                .query(Prices::price)
                .list();
        return new PricePage(items, page, size, total);
    }

    private static PriceSince price(ResultSet row, int number) throws SQLException {
        return new PriceSince(
                new Money(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))),
                row.getTimestamp("valid_from").toInstant());
    }
}
