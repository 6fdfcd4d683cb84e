package dev.palisade.cart.order;

import dev.palisade.cart.cart.CartLine;
import dev.palisade.cart.cart.Carts;
import dev.palisade.cart.catalog.Catalog;
import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.payment.Payment;
import dev.palisade.cart.payment.Payments;
import dev.palisade.cart.price.Bill;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.hash.Sha256;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * The checkout. Each step asks a neighbour something that may be asked again, and then writes that it is done; a crash
 * between the two repeats the question. With the person present the order is driven to its end; without, it is settled:
 * what was paid is finished, what was not is cancelled, and nothing is ever charged.
 */
@Service
class Checkout {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Orders orders;
    private final Carts carts;
    private final Catalog catalog;
    private final Payments payments;
    private final Prices prices;
    private final Duration lease;
    private final Duration patience;

    Checkout(
            Orders orders,
            Carts carts,
            Catalog catalog,
            Payments payments,
            Prices prices,
            CheckoutProperties properties) {
        this.orders = orders;
        this.carts = carts;
        this.catalog = catalog;
        this.payments = payments;
        this.prices = prices;
        this.lease = properties.lease();
        this.patience = properties.patience();
    }

    /**
     * Buys what is in the person's cart, once for each key.
     *
     * @param method the token of the person's card
     * @param expected what it shall cost; {@code null} when the prices in the cart shall be those that it has shown
     * @return the confirmed order
     * @throws ProblemException when it was not bought, which the type says why
     */
    Order buy(String owner, IdempotencyKey key, String method, @Nullable Money expected) {
        if (expected != null && !expected.currency().equals(prices.currency())) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "'expectedTotal' must be in " + prices.currency() + ".");
        }
        String fingerprint = Sha256.hex(expected == null ? method : method + ' ' + expected);
        OrderId id = place(owner, key, fingerprint, expected);
        try {
            Order order = orders.byId(id).orElseThrow();
            while (!order.status().isFinal()) {
                order = step(order, method);
            }
            return outcome(order);
        } catch (Orders.OvertakenException e) {
            return outcome(await(id));
        } finally {
            orders.letGo(id);
        }
    }

    /** Finishes or cancels an order whose person is gone; whose rows are seen, the caller has set. */
    void settle(OrderId id) {
        if (!orders.lease(id, lease)) {
            return;
        }
        try {
            Order order = orders.byId(id).orElseThrow();
            if (order.status() == Order.Status.PAID) {
                confirm(order);
            } else if (!order.status().isFinal()) {
                settleUnpaid(order);
            }
        } catch (Orders.OvertakenException e) {
            // The person has come back and is driving it.
            return;
        } finally {
            orders.letGo(id);
        }
    }

    private void settleUnpaid(Order order) {
        Payment payment = payments.settle(order.id().value(), order.owner());
        if (order.status() == Order.Status.PLACED && payment.status() != Payment.Status.VOID) {
            // A payment was asked for, so the person has driven it on since it was looked at.
            throw new Orders.OvertakenException();
        }
        switch (payment.status()) {
            case CAPTURED -> confirm(orders.advance(order, order.paid(Objects.requireNonNull(payment.id()))));
            case DECLINED -> {
                catalog.release(order.id().value());
                orders.advance(order, order.declined(reason(payment)));
            }
            case VOID -> {
                catalog.release(order.id().value());
                orders.advance(order, order.cancelled("abandoned"));
            }
        }
    }

    private Order step(Order order, String method) {
        return switch (order.status()) {
            case PLACED -> reserve(order);
            case RESERVED -> pay(order, method);
            case PAID -> confirm(order);
            case CONFIRMED, CANCELLED, DECLINED -> order;
        };
    }

    private Order reserve(Order order) {
        try {
            catalog.reserve(
                    order.id().value(),
                    order.items().stream()
                            .map(item -> new Catalog.Line(item.productId(), item.quantity()))
                            .toList());
        } catch (Catalog.StockRefusedException e) {
            return orders.advance(order, order.cancelled(String.valueOf(e.getMessage())));
        }
        return orders.advance(order, order.reserved());
    }

    private Order pay(Order order, String method) {
        try {
            // Before money moves: what is not kept may have expired, and is not paid for.
            catalog.keep(order.id().value());
        } catch (Catalog.StockRefusedException e) {
            return orders.advance(order, order.cancelled(String.valueOf(e.getMessage())));
        }
        Payment payment;
        try {
            payment = payments.take(order.id().value(), order.bill().total(), method);
        } catch (Payments.PaymentRefusedException e) {
            catalog.release(order.id().value());
            return orders.advance(order, order.cancelled(String.valueOf(e.getMessage())));
        }
        if (payment.status() == Payment.Status.CAPTURED) {
            return orders.advance(order, order.paid(Objects.requireNonNull(payment.id())));
        }
        catalog.release(order.id().value());
        return orders.advance(order, order.declined(reason(payment)));
    }

    private Order confirm(Order order) {
        catalog.confirm(order.id().value());
        return orders.advance(order, order.confirmed());
    }

    /** The order of this key, leased to this request: a new one, or the one that an earlier request has left. */
    private OrderId place(String owner, IdempotencyKey key, String fingerprint, @Nullable Money expected) {
        Orders.Keyed existing = orders.byKey(owner, key).orElse(null);
        if (existing == null) {
            Order order = order(owner, expected);
            if (orders.add(order, key, fingerprint, lease)) {
                return order.id();
            }
            existing = orders.byKey(owner, key).orElseThrow();
        }
        if (!existing.fingerprint().equals(fingerprint)) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    "This Idempotency-Key belongs to another purchase");
        }
        await(existing.id());
        return existing.id();
    }

    /** Waits until the order is finished or free to be taken up. */
    private Order await(OrderId id) {
        Instant until = Instant.now().plus(patience);
        while (true) {
            Order order = orders.byId(id).orElseThrow();
            if (order.status().isFinal() || orders.lease(id, lease)) {
                return order;
            }
            if (!Instant.now().isBefore(until)) {
                throw inProgress();
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw inProgress();
            }
        }
    }

    /** A new order for what is in the cart. Until it is written nothing has happened, and the key is still free. */
    private Order order(String owner, @Nullable Money expected) {
        Map<UUID, CartLine> lines = carts.of(owner);
        if (lines.isEmpty()) {
            throw new ProblemException(HttpStatus.CONFLICT, "cart-empty", "There is nothing in the cart");
        }
        Map<UUID, Product> products = catalog.products(lines.keySet());
        boolean asSeen = true;
        List<OrderItem> items = new ArrayList<>();
        for (Map.Entry<UUID, CartLine> line : lines.entrySet()) {
            Product product = products.get(line.getKey());
            if (product == null) {
                throw refused("unknown-product");
            }
            asSeen &= line.getValue().isPriceOf(product);
            items.add(
                    new OrderItem(product.id(), product.name(), line.getValue().quantity(), product.price()));
        }
        prices.requireWithinLimits(items);
        Bill bill = prices.bill(items);
        if (expected == null ? !asSeen : !expected.equals(bill.total())) {
            throw priceChanged(bill.total());
        }
        return Order.place(owner, items, bill, Instant.now());
    }

    private static ProblemException priceChanged(Money total) {
        ProblemException problem =
                new ProblemException(HttpStatus.CONFLICT, "price-changed", "The cart costs something else now");
        problem.getBody().setDetail("It costs " + total + ". Nothing was ordered.");
        problem.getBody().setProperty("total", total);
        return problem;
    }

    private static Order outcome(Order order) {
        return switch (order.status()) {
            case CONFIRMED -> order;
            case CANCELLED, DECLINED -> throw refused(String.valueOf(order.reason()));
            case PLACED, RESERVED, PAID -> throw inProgress();
        };
    }

    private static ProblemException refused(String reason) {
        return switch (reason) {
            case "card-declined" -> new ProblemException(HttpStatus.PAYMENT_REQUIRED, reason, "The card was declined");
            case "insufficient-funds" ->
                new ProblemException(HttpStatus.PAYMENT_REQUIRED, reason, "The card has not enough funds");
            case "out-of-stock" ->
                new ProblemException(HttpStatus.CONFLICT, reason, "There is not enough of something in the cart");
            case "unknown-product" ->
                new ProblemException(HttpStatus.CONFLICT, reason, "Something in the cart is no longer sold");
            case "unknown-payment-method" ->
                new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, reason, "There is no such payment method");
            default -> new ProblemException(HttpStatus.CONFLICT, "order-cancelled", "The order was cancelled");
        };
    }

    private static ProblemException inProgress() {
        return new ProblemException(HttpStatus.CONFLICT, "order-in-progress", "This purchase is still under way");
    }

    private static String reason(Payment payment) {
        return payment.reason() == null ? "card-declined" : payment.reason();
    }
}
