package dev.palisade.cart.order;

import dev.palisade.cart.cart.Carts;
import dev.palisade.cart.price.Bill;
import dev.palisade.cart.price.Tax;
import dev.palisade.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The orders. Every statement runs in a transaction, since only there row-level security knows the person. */
@Repository
@Transactional
class Orders {

    private static final String SELECT = """
            select id, owner, status, reason, shipping_amount, tax_percent, tax_amount,
                total_amount, total_currency, payment_id, placed_at from shop_order
            """;

    private final JdbcClient jdbc;
    private final Carts carts;

    Orders(JdbcClient jdbc, Carts carts) {
        this.jdbc = jdbc;
        this.carts = carts;
    }

    /** Writes a new order, already leased to the caller; false when this key has one. */
    boolean add(Order order, IdempotencyKey key, String fingerprint, Duration lease) {
        int added = jdbc.sql("""
                        insert into shop_order (id, owner, idempotency_key, fingerprint, status, shipping_amount,
                            tax_percent, total_amount, total_currency, placed_at, lease_until)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, now(), now() + make_interval(secs => ?))
                        on conflict (owner, idempotency_key) do nothing
                        """)
                .params(
                        order.id().value(),
                        order.owner(),
                        key.value(),
                        fingerprint,
                        order.status().name(),
                        order.bill().shipping().amount(),
                        order.bill().tax().percent(),
                        order.bill().total().amount(),
                        order.bill().total().currency().getCurrencyCode(),
                        lease.toSeconds())
                .update();
        if (added == 0) {
            return false;
        }
        int position = 0;
        for (OrderItem item : order.items()) {
            jdbc.sql("""
                            insert into order_item (order_id, position, owner, product_id, name, quantity, price_amount,
                                price_currency)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            order.id().value(),
                            position++,
                            order.owner(),
                            item.productId(),
                            item.name(),
                            item.quantity(),
                            item.price().amount(),
                            item.price().currency().getCurrencyCode())
                    .update();
        }
        return true;
    }

    @Transactional(readOnly = true)
    Optional<Order> byId(OrderId id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id.value())
                .query((row, number) -> order(row))
                .optional();
    }

    @Transactional(readOnly = true)
    Optional<Keyed> byKey(String owner, IdempotencyKey key) {
        return jdbc.sql("select id, fingerprint from shop_order where owner = ? and idempotency_key = ?")
                .params(owner, key.value())
                .query((row, number) ->
                        new Keyed(new OrderId(row.getObject("id", UUID.class)), row.getString("fingerprint")))
                .optional();
    }

    @Transactional(readOnly = true)
    List<Order> page(String owner, int page, int size) {
        return jdbc.sql(SELECT + " where owner = ? order by placed_at desc, id limit ? offset ?")
                .params(owner, size, (long) page * size)
                .query((row, number) -> order(row))
                .list();
    }

    @Transactional(readOnly = true)
    long count(String owner) {
        return jdbc.sql("select count(*) from shop_order where owner = ?")
                .param(owner)
                .query(Long.class)
                .single();
    }

    /** Takes an order for so long, so that nobody else works on it; false when somebody does. */
    boolean lease(OrderId id, Duration lease) {
        return jdbc.sql("""
                        update shop_order set lease_until = now() + make_interval(secs => ?)
                        where id = ? and lease_until < now()
                        """).params(lease.toSeconds(), id.value()).update() == 1;
    }

    /** Lets go of an order that is not finished, so that it can be taken up again at once. */
    void letGo(OrderId id) {
        jdbc.sql("update shop_order set lease_until = now() where id = ? and lease_until > now()")
                .param(id.value())
                .update();
    }

    /**
     * Writes the next status, if the order still has the one before.
     *
     * @throws OvertakenException when somebody else has moved it
     */
    Order advance(Order before, Order after) {
        int moved = jdbc.sql("update shop_order set status = ?, reason = ?, payment_id = ? where id = ? and status = ?")
                .param(after.status().name())
                .param(after.reason())
                .param(after.paymentId())
                .param(after.id().value())
                .param(before.status().name())
                .update();
        if (moved == 0) {
            throw new OvertakenException();
        }
        if (after.status() == Order.Status.CONFIRMED) {
            carts.takeOut(after.owner(), after.quantities());
        }
        return after;
    }

    /** Orders that nobody works on and that are not finished, of all people. */
    @Transactional(readOnly = true)
    List<Unfinished> unfinished(int howMany) {
        return jdbc.sql("select id, owner from unfinished_orders(?)")
                .param(howMany)
                .query((row, number) ->
                        new Unfinished(new OrderId(row.getObject("id", UUID.class)), row.getString("owner")))
                .list();
    }

    /** Orders of all people that are older than this and have not ended, the oldest first. */
    @Transactional(readOnly = true)
    List<Stuck> stuck(Duration olderThan, int howMany) {
        return jdbc.sql("select id, status, placed_at from stuck_orders(make_interval(secs => ?), ?)")
                .params(olderThan.toSeconds(), howMany)
                .query((row, number) -> new Stuck(
                        row.getObject("id", UUID.class),
                        Order.Status.valueOf(row.getString("status")),
                        row.getObject("placed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private Order order(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Order(
                new OrderId(id),
                row.getString("owner"),
                Order.Status.valueOf(row.getString("status")),
                row.getString("reason"),
                items(id),
                bill(row),
                row.getObject("payment_id", UUID.class),
                row.getObject("placed_at", OffsetDateTime.class).toInstant());
    }

    private static Bill bill(ResultSet row) throws SQLException {
        Money total = money(row, "total_amount");
        Money shipping = money(row, "shipping_amount");
        Tax tax = new Tax(row.getBigDecimal("tax_percent"), money(row, "tax_amount"));
        return new Bill(total.plus(shipping.negated()), shipping, tax, total);
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        return Money.of(row.getBigDecimal(column).toPlainString(), row.getString("total_currency"));
    }

    private List<OrderItem> items(UUID order) {
        return jdbc.sql("""
                        select product_id, name, quantity, price_amount, price_currency from order_item
                        where order_id = ? order by position
                        """)
                .param(order)
                .query((row, number) -> new OrderItem(
                        row.getObject("product_id", UUID.class),
                        row.getString("name"),
                        row.getInt("quantity"),
                        Money.of(row.getBigDecimal("price_amount").toPlainString(), row.getString("price_currency"))))
                .list();
    }

    /**
     * The order that a key has.
     *
     * @param id the order
     * @param fingerprint of the request that placed it
     */
    record Keyed(OrderId id, String fingerprint) {}

    /**
     * An order that is not finished.
     *
     * @param id the order
     * @param owner whose it is
     */
    record Unfinished(OrderId id, String owner) {}

    /**
     * An order that should have ended and has not.
     *
     * @param id its identifier
     * @param status how far it is
     * @param placedAt when it was placed
     */
    record Stuck(UUID id, Order.Status status, Instant placedAt) {}

    /** Somebody else has moved the order meanwhile. */
    static final class OvertakenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OvertakenException() {
            super("The order has been moved by somebody else");
        }
    }
}
