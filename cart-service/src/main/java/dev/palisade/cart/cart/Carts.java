package dev.palisade.cart.cart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** What is in a person's cart: how many of each product, in the order they were added. */
    @Transactional(readOnly = true)
    public Map<UUID, Integer> of(String owner) {
        Map<UUID, Integer> quantities = new LinkedHashMap<>();
        jdbc.sql("select product_id, quantity from cart_item where owner = ? order by added_at, product_id")
                .param(owner)
                .query(row -> {
                    quantities.put(row.getObject("product_id", UUID.class), row.getInt("quantity"));
                });
        return quantities;
    }

    void put(String owner, UUID productId, int quantity) {
        jdbc.sql("""
                        insert into cart_item (owner, product_id, quantity) values (?, ?, ?)
                        on conflict (owner, product_id) do update set quantity = excluded.quantity
                        """).params(owner, productId, quantity).update();
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
}
