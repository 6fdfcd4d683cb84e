package dev.palisade.cart.order;

import dev.palisade.cart.cart.Carts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The orders as their table keeps them: each statement is done whole or not at all, whatever the caller hears of it. */
class RememberedOrders extends Orders {

    private final Map<OrderId, Row> rows = new LinkedHashMap<>();
    private final World world;
    private final Carts carts;

    RememberedOrders(World world, Carts carts, JdbcClient none) {
        super(none, carts);
        this.world = world;
        this.carts = carts;
    }

    void forget() {
        rows.clear();
    }

    Collection<Row> rows() {
        return rows.values();
    }

    @Override
    boolean add(Order order, IdempotencyKey key, String fingerprint, Duration lease) {
        return statement(() -> {
            if (row(order.owner(), key).isPresent()) {
                return false;
            }
            rows.put(order.id(), new Row(order, key, fingerprint, world.now().plus(lease)));
            return true;
        });
    }

    @Override
    Optional<Order> byId(OrderId id) {
        return statement(() -> Optional.ofNullable(rows.get(id)).map(Row::order));
    }

    @Override
    Optional<Keyed> byKey(String owner, IdempotencyKey key) {
        return statement(() -> row(owner, key).map(row -> new Keyed(row.order.id(), row.fingerprint)));
    }

    @Override
    boolean lease(OrderId id, Duration lease) {
        return statement(() -> {
            Row row = row(id);
            if (!row.leaseUntil.isBefore(world.now())) {
                return false;
            }
            row.leaseUntil = world.now().plus(lease);
            return true;
        });
    }

    @Override
    void letGo(OrderId id) {
        statement(() -> {
            Row row = row(id);
            if (row.leaseUntil.isAfter(world.now())) {
                row.leaseUntil = world.now();
            }
            return true;
        });
    }

    @Override
    Order advance(Order before, Order after) {
        return statement(() -> {
            Row row = row(after.id());
            if (row.order.status() != before.status()) {
                throw new OvertakenException();
            }
            row.order = after;
            row.history.add(after.status());
            if (after.status() == Order.Status.CONFIRMED) {
                carts.takeOut(after.owner(), after.quantities());
            }
            return after;
        });
    }

    @Override
    List<Unfinished> unfinished(int howMany) {
        return statement(() -> rows.values().stream()
                .filter(row -> !row.order.status().isFinal() && row.leaseUntil.isBefore(world.now()))
                .sorted(Comparator.comparing(row -> row.leaseUntil))
                .limit(howMany)
                .map(row -> new Unfinished(row.order.id(), row.order.owner()))
                .toList());
    }

    @Override
    List<Stuck> stuck(Duration olderThan, int howMany) {
        return List.of();
    }

    private Optional<Row> row(String owner, IdempotencyKey key) {
        return rows.values().stream()
                .filter(row -> row.order.owner().equals(owner) && row.key.equals(key))
                .findFirst();
    }

    private Row row(OrderId id) {
        return Optional.ofNullable(rows.get(id)).orElseThrow();
    }

    private <T> T statement(Supplier<T> statement) {
        return statement(world, statement);
    }

    /** A statement of the database, which is a step. */
    static <T> T statement(World world, Supplier<T> statement) {
        try {
            return world.step(statement);
        } catch (World.Cut e) {
            throw new DataAccessResourceFailureException("cut", e);
        }
    }

    /** An order's row, and through which states it has come. */
    static final class Row {

        private final IdempotencyKey key;
        private final String fingerprint;
        private final List<Order.Status> history = new ArrayList<>();
        private Order order;
        private Instant leaseUntil;

        private Row(Order order, IdempotencyKey key, String fingerprint, Instant leaseUntil) {
            this.order = order;
            this.key = key;
            this.fingerprint = fingerprint;
            this.leaseUntil = leaseUntil;
            history.add(order.status());
        }

        Order order() {
            return order;
        }

        List<Order.Status> history() {
            return history;
        }
    }
}
