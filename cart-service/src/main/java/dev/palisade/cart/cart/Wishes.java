package dev.palisade.cart.cart;

import dev.palisade.platform.money.Money;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The wish lists. Every statement runs in a transaction, since only there row-level security knows the person. */
@Repository
@Transactional
class Wishes {

    private final JdbcClient jdbc;
    private final Carts carts;

    Wishes(JdbcClient jdbc, Carts carts) {
        this.jdbc = jdbc;
        this.carts = carts;
    }

    /** What a person wishes for, the newest first. */
    @Transactional(readOnly = true)
    List<UUID> of(String owner) {
        return jdbc.sql("select product_id from wish where owner = ? order by added_at desc, product_id")
                .param(owner)
                .query((row, number) -> row.getObject("product_id", UUID.class))
                .list();
    }

    void add(String owner, UUID productId) {
        jdbc.sql("insert into wish (owner, product_id) values (?, ?) on conflict do nothing")
                .params(owner, productId)
                .update();
    }

    boolean remove(String owner, UUID productId) {
        return jdbc.sql("delete from wish where owner = ? and product_id = ?")
                        .params(owner, productId)
                        .update()
                == 1;
    }

    /** Puts a wish into the cart instead, both or neither; where it is gone meanwhile, nothing changes. */
    void move(String owner, UUID productId, int quantity, Money price) {
        if (remove(owner, productId)) {
            carts.put(owner, productId, quantity, price);
        }
    }
}
