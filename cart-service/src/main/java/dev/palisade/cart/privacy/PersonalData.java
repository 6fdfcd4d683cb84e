package dev.palisade.cart.privacy;

import dev.palisade.cart.privacy.StoredData.StoredItem;
import dev.palisade.cart.privacy.StoredData.StoredLine;
import dev.palisade.cart.privacy.StoredData.StoredOrder;
import dev.palisade.cart.privacy.StoredData.StoredWish;
import dev.palisade.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What is stored of people, in all tables. Each transaction sees one person's rows. */
@Repository
@Transactional
class PersonalData {

    private final JdbcClient jdbc;

    PersonalData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    StoredData of(String owner) {
        return new StoredData(
                jdbc.sql("select product_id, quantity, added_at from cart_item where owner = ? order by added_at")
                        .param(owner)
                        .query((row, number) -> new StoredLine(
                                row.getObject("product_id", UUID.class), row.getInt("quantity"), at(row, "added_at")))
                        .list(),
                jdbc.sql("select product_id, added_at from wish where owner = ? order by added_at")
                        .param(owner)
                        .query((row, number) ->
                                new StoredWish(row.getObject("product_id", UUID.class), at(row, "added_at")))
                        .list(),
                orders(owner));
    }

    /** Erases a person, unless one of the orders has not ended, and says whether it did. */
    boolean erase(String owner) {
        return jdbc.sql("select erase_person(?)")
                .param(owner)
                .query(Boolean.class)
                .single();
    }

    /** Deletes what is older than this, and whose the old orders were; says how many rows it were. */
    int forget(RetentionProperties kept) {
        return jdbc.sql("""
                        select forget_old(make_interval(secs => ?), make_interval(secs => ?), make_interval(secs => ?),
                            make_interval(secs => ?))
                        """)
                .params(
                        kept.carts().toSeconds(),
                        kept.wishes().toSeconds(),
                        kept.failedOrders().toSeconds(),
                        kept.orders().toSeconds())
                .query(Integer.class)
                .single();
    }

    private List<StoredOrder> orders(String owner) {
        Map<UUID, List<StoredItem>> items = new LinkedHashMap<>();
        jdbc.sql("""
                        select order_id, product_id, name, quantity, price_amount, price_currency from order_item
                        where order_id in (select id from shop_order where owner = ?) order by order_id, position
                        """).param(owner).query(row -> {
            items.computeIfAbsent(row.getObject("order_id", UUID.class), order -> new ArrayList<>())
                    .add(new StoredItem(
                            row.getObject("product_id", UUID.class),
                            row.getString("name"),
                            row.getInt("quantity"),
                            money(row, "price_amount", "price_currency")));
        });
        return jdbc.sql("""
                        select id, status, reason, shipping_amount, total_amount, total_currency, payment_id, placed_at
                        from shop_order where owner = ? order by placed_at
                        """)
                .param(owner)
                .query((row, number) -> new StoredOrder(
                        row.getObject("id", UUID.class),
                        row.getString("status"),
                        row.getString("reason"),
                        items.getOrDefault(row.getObject("id", UUID.class), List.of()),
                        money(row, "shipping_amount", "total_currency"),
                        money(row, "total_amount", "total_currency"),
                        row.getObject("payment_id", UUID.class),
                        at(row, "placed_at")))
                .list();
    }

    private static Money money(ResultSet row, String amount, String currency) throws SQLException {
        return Money.of(row.getBigDecimal(amount).toPlainString(), row.getString(currency));
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
