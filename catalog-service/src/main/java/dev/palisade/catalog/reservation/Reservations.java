package dev.palisade.catalog.reservation;

import dev.palisade.catalog.product.ProductId;
import dev.palisade.catalog.reservation.Reservation.Status;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All reservations. An order has at most one, and its row is the lock: whoever comes second for the same order waits and
 * then sees what the first has done.
 */
@Repository
class Reservations {

    private final JdbcClient jdbc;

    Reservations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes all items from the stock, or none.
     *
     * @param lifetime how long they are set aside, unless they are held
     */
    @Transactional
    Reservation reserve(OrderId orderId, String owner, Map<ProductId, Quantity> items, Duration lifetime) {
        if (!insert(orderId, owner, Status.RESERVED, lifetime)) {
            Reservation earlier = locked(orderId);
            earlier.requireSame(owner, items);
            return earlier;
        }
        Map<ProductId, Integer> stock = lockStock(items);
        for (Map.Entry<ProductId, Quantity> item : items.entrySet()) {
            Integer left = stock.get(item.getKey());
            if (left == null) {
                throw new ProblemException(HttpStatus.NOT_FOUND, "unknown-product", "There is no such product");
            }
            if (left < item.getValue().value()) {
                throw new ProblemException(HttpStatus.CONFLICT, "out-of-stock", "There is not enough left");
            }
        }
        items.forEach((product, quantity) -> {
            move(product, -quantity.value());
            jdbc.sql(
                            "insert into reservation_item (order_id, product_id, quantity) values (:order, :product, :quantity)")
                    .param("order", orderId.value())
                    .param("product", product.value())
                    .param("quantity", quantity.value())
                    .update();
        });
        return new Reservation(orderId, owner, Status.RESERVED, items);
    }

    /** The goods are kept until the order has ended, however long that takes. */
    @Transactional
    void hold(OrderId orderId) {
        update(locked(orderId).hold());
    }

    /**
     * Releases a reservation whose time is over and that is not held. Its row is locked from the first look on, so
     * that it is either held or released.
     *
     * @return whether there was one
     */
    @Transactional
    boolean expireOne() {
        Optional<UUID> order = jdbc.sql("""
                        select order_id from reservation where status = 'RESERVED' and expires_at < now()
                        order by expires_at limit 1 for update skip locked
                        """).query(UUID.class).optional();
        order.ifPresent(id -> release(new OrderId(id)));
        return order.isPresent();
    }

    /** The goods leave the shop. */
    @Transactional
    void confirm(OrderId orderId) {
        update(locked(orderId).confirm());
    }

    /** The goods go back on the shelf. An order that never reserved anything may not do so later. */
    @Transactional
    void release(OrderId orderId) {
        if (insert(orderId, "", Status.RELEASED, Duration.ZERO)) {
            return;
        }
        Reservation earlier = locked(orderId);
        update(earlier.release());
        if (earlier.status() != Status.RELEASED) {
            lockStock(earlier.items());
            earlier.items().forEach((product, quantity) -> move(product, quantity.value()));
        }
    }

    private boolean insert(OrderId orderId, String owner, Status status, Duration lifetime) {
        return jdbc.sql("""
                        insert into reservation (order_id, owner, status, expires_at)
                        values (:order, :owner, :status, now() + make_interval(secs => :seconds)) on conflict do nothing
                        """)
                        .param("order", orderId.value())
                        .param("owner", owner)
                        .param("status", status.name())
                        .param("seconds", lifetime.toSeconds())
                        .update()
                == 1;
    }

    private void update(Reservation reservation) {
        jdbc.sql("update reservation set status = :status where order_id = :order")
                .param("status", reservation.status().name())
                .param("order", reservation.orderId().value())
                .update();
    }

    private Reservation locked(OrderId orderId) {
        Map<ProductId, Quantity> items = new HashMap<>();
        Reservation found = jdbc.sql("select owner, status from reservation where order_id = :order for update")
                .param("order", orderId.value())
                .query((row, number) -> new Reservation(
                        orderId, row.getString("owner"), Status.valueOf(row.getString("status")), items))
                .optional()
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such reservation."));
        jdbc.sql("select product_id, quantity from reservation_item where order_id = :order")
                .param("order", orderId.value())
                .query((ResultSet row) -> {
                    items.put(product(row, "product_id"), new Quantity(row.getInt("quantity")));
                });
        return found;
    }

    /** Locks in the order of the identifiers, the same for everyone, so that two orders never wait for each other. */
    private Map<ProductId, Integer> lockStock(Map<ProductId, Quantity> items) {
        List<UUID> ids = items.keySet().stream().map(ProductId::value).toList();
        Map<ProductId, Integer> stock = new HashMap<>();
        jdbc.sql("select id, stock from product where id in (:ids) order by id for update")
                .param("ids", ids)
                .query((ResultSet row) -> {
                    stock.put(product(row, "id"), row.getInt("stock"));
                });
        return stock;
    }

    private void move(ProductId product, int quantity) {
        jdbc.sql("update product set stock = stock + :quantity where id = :id")
                .param("quantity", quantity)
                .param("id", product.value())
                .update();
    }

    private static ProductId product(ResultSet row, String column) throws SQLException {
        return ProductId.of(row.getString(column));
    }
}
