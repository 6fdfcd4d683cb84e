package dev.palisade.cart.cart;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The carts. Every statement runs in a transaction, since only there row-level security knows the person. */
@Repository
@Transactional
public class Carts {

    private final JdbcClient jdbc;

    Carts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is in a person's cart, in the order it was added. */
    @Transactional(readOnly = true)
    public Map<UUID, CartLine> of(String owner) {
        Map<UUID, CartLine> lines = new LinkedHashMap<>();
        jdbc.sql("""
                        select product_id, quantity, price_amount, price_currency from cart_item where owner = ?
                        order by added_at, product_id
                        """).param(owner).query(row -> {
            lines.put(row.getObject("product_id", UUID.class), line(row));
        });
        return lines;
    }

    /** Writes a line, and the price that the answer will show for it. */
    void put(String owner, UUID productId, int quantity, Money price) {
        jdbc.sql("""
                        insert into cart_item (owner, product_id, quantity, price_amount, price_currency)
                        values (?, ?, ?, ?, ?)
                        on conflict (owner, product_id) do update set quantity = excluded.quantity,
                            price_amount = excluded.price_amount, price_currency = excluded.price_currency
                        """)
                .params(
                        owner,
                        productId,
                        quantity,
                        price.amount(),
                        price.currency().getCurrencyCode())
                .update();
    }

    /** Adds so many to a line, or a line, and writes the price that was shown. */
    void add(String owner, UUID productId, CartLine more) {
        Money price = more.priceSeen();
        jdbc.sql("""
                        insert into cart_item (owner, product_id, quantity, price_amount, price_currency)
                        values (?, ?, ?, ?, ?)
                        on conflict (owner, product_id) do update
                        set quantity = least(cart_item.quantity + excluded.quantity, ?),
                            price_amount = excluded.price_amount, price_currency = excluded.price_currency
                        """)
                .params(Arrays.asList(
                        owner,
                        productId,
                        more.quantity(),
                        price == null ? null : price.amount(),
                        price == null ? null : price.currency().getCurrencyCode(),
                        CartFilling.MOST_OF_ONE))
                .update();
    }

    void remove(String owner, UUID productId) {
        jdbc.sql("delete from cart_item where owner = ? and product_id = ?")
                .params(owner, productId)
                .update();
    }

    /** Takes what was bought out of the cart; what was added meanwhile stays. */
    public void takeOut(String owner, Map<UUID, Integer> bought) {
        List<Map.Entry<UUID, Integer>> inOrder =
                bought.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        for (Map.Entry<UUID, Integer> line : inOrder) {
            jdbc.sql("delete from cart_item where owner = ? and product_id = ? and quantity <= ?")
                    .params(owner, line.getKey(), line.getValue())
                    .update();
            jdbc.sql("update cart_item set quantity = quantity - ? where owner = ? and product_id = ?")
                    .params(line.getValue(), owner, line.getKey())
                    .update();
        }
    }

    static CartLine line(ResultSet row) throws SQLException {
        return new CartLine(row.getInt("quantity"), price(row));
    }

    private static @Nullable Money price(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("price_amount");
        return amount == null ? null : Money.of(amount.toPlainString(), row.getString("price_currency"));
    }
}
