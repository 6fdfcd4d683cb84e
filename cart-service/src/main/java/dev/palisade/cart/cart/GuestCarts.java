package dev.palisade.cart.cart;

import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The carts of visitors who have not signed in. A cart that has ended is as if it had never been, also while its rows are
 * still there.
 */
@Repository
@Transactional
class GuestCarts {

    private final JdbcClient jdbc;
    private final Carts carts;
    private final long keptSeconds;

    GuestCarts(JdbcClient jdbc, Carts carts, GuestCartProperties properties) {
        this.jdbc = jdbc;
        this.carts = carts;
        this.keptSeconds = properties.kept().toSeconds();
    }

    void create(String owner) {
        jdbc.sql("insert into guest_cart (owner) values (?)").param(owner).update();
    }

    /** @throws ProblemException 404 when there is no such cart, or none any more */
    @Transactional(readOnly = true)
    void require(String owner) {
        if (jdbc.sql("select 1 from guest_cart where owner = ? and changed_at > now() - make_interval(secs => ?)")
                .params(owner, keptSeconds)
                .query(Integer.class)
                .optional()
                .isEmpty()) {
            throw unknown();
        }
    }

    /** Writes a line, unless the cart has been taken or has ended meanwhile. */
    void put(String owner, UUID productId, int quantity, Money price) {
        touch(owner);
        carts.put(owner, productId, quantity, price);
    }

    void remove(String owner, UUID productId) {
        touch(owner);
        carts.remove(owner, productId);
    }

    /**
     * Takes the lines out of a guest cart, deletes it, and adds to a person's cart what there is room for: all of it or
     * nothing, and once, however often and from wherever it is asked for. Of a cart that there is not, nothing.
     */
    CartMerge mergeInto(String owner, String guest, Map<UUID, Product> products, Prices prices) {
        CartMerge merge = CartMerge.of(carts.of(owner), take(guest), products, prices);
        merge.added().entrySet().stream()
                .sorted(Map.Entry.comparingByKey()) // as an order that is paid meanwhile: no deadlock
                .forEach(line -> carts.add(owner, line.getKey(), line.getValue()));
        return merge;
    }

    /** Deletes carts that have ended, at most so many, and says how many it were. */
    int deleteEnded(int atOnce) {
        return jdbc.sql("select delete_ended_guest_carts(make_interval(secs => ?), ?)")
                .params(keptSeconds, atOnce)
                .query(Integer.class)
                .single();
    }

    private Map<UUID, CartLine> take(String guest) {
        Map<UUID, CartLine> lines = new LinkedHashMap<>();
        jdbc.sql("""
                        select product_id, quantity, price_amount, price_currency
                        from take_guest_cart(?, make_interval(secs => ?))
                        """).params(guest, keptSeconds).query(row -> {
            lines.put(row.getObject("product_id", UUID.class), Carts.line(row));
        });
        return lines;
    }

    /** Its row is locked until the transaction ends, so nothing is added to a cart that is being merged. */
    private void touch(String owner) {
        if (jdbc.sql(
                                "update guest_cart set changed_at = now() where owner = ? and changed_at > now() - make_interval(secs => ?)")
                        .params(owner, keptSeconds)
                        .update()
                == 0) {
            throw unknown();
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such cart.");
    }
}
