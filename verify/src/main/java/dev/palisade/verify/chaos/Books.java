package dev.palisade.verify.chaos;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What each service has written down, past row-level security, and whether it is one story. */
final class Books {

    private final Platform platform;
    private final Map<String, Integer> stockBefore;

    private Books(Platform platform, Map<String, Integer> stockBefore) {
        this.platform = platform;
        this.stockBefore = stockBefore;
    }

    /** Remembers what is on the shelves before anybody buys. */
    static Books open(Platform platform) throws SQLException {
        return new Books(platform, stock(platform));
    }

    static Connection open(Platform platform, String database) throws SQLException {
        return DriverManager.getConnection(
                platform.postgres().jdbcUrl(database),
                "postgres",
                platform.postgres().superuserPassword());
    }

    /** How many orders are neither finished nor cancelled. */
    long unfinished() throws SQLException {
        return rows("cart", "select id from shop_order where status in ('PLACED', 'RESERVED', 'PAID')")
                .size();
    }

    /** What should not be, a sentence for each; empty when nothing was lost and nothing doubled. */
    List<String> violations(Collection<Purchase> purchases) throws SQLException {
        List<String> violations = new ArrayList<>();
        Map<String, Map<String, String>> orders =
                byId(rows("cart", "select id, status, total_amount, payment_id, idempotency_key from shop_order"));
        Map<String, Map<String, String>> payments =
                byId(rows("payment", "select order_id as id, id as payment, status, amount from payment"));
        Map<String, Map<String, String>> reservations =
                byId(rows("catalog", "select order_id as id, status from reservation"));
        Map<String, Map<String, Integer>> ordered =
                lines(rows("cart", "select order_id as id, product_id, quantity from order_item"));
        Map<String, Map<String, Integer>> reserved =
                lines(rows("catalog", "select order_id as id, product_id, quantity from reservation_item"));
        for (Map<String, String> order : rows("cart", """
                select id from shop_order o where total_amount is distinct from shipping_amount
                    + (select sum(quantity * price_amount) from order_item where order_id = o.id)
                """)) {
            violations.add("Order " + order.get("id") + " does not add up.");
        }
        orders.forEach((id, order) -> {
            Map<String, String> payment = payments.getOrDefault(id, Map.of());
            String reservation = reservations.getOrDefault(id, Map.of()).getOrDefault("status", "none");
            switch (order.get("status")) {
                case "CONFIRMED" -> {
                    if (!"CAPTURED".equals(payment.get("status")) || !sameAmount(order, payment)) {
                        violations.add("Order " + id + " is confirmed, and its payment is " + payment + ".");
                    }
                    if (!reservation.equals("CONFIRMED") || !Objects.equals(ordered.get(id), reserved.get(id))) {
                        violations.add("Order " + id + " is confirmed, and its goods are " + reservation + ".");
                    }
                }
                case "CANCELLED", "DECLINED" -> {
                    if ("CAPTURED".equals(payment.get("status"))) {
                        violations.add("Order " + id + " was given up, and keeps its money.");
                    }
                    if (!reservation.equals("none") && !reservation.equals("RELEASED")) {
                        violations.add("Order " + id + " was given up, and keeps its goods.");
                    }
                }
                case null, default -> violations.add("Order " + id + " is still " + order.get("status") + ".");
            }
        });
        payments.forEach((id, payment) -> {
            if ("CAPTURED".equals(payment.get("status")) && !orders.containsKey(id)) {
                violations.add("Payment " + payment.get("payment") + " was taken for no order.");
            }
        });
        for (Purchase purchase : purchases) {
            if (purchase.outcome() == Purchase.Outcome.BOUGHT
                    && !"CONFIRMED"
                            .equals(orders.getOrDefault(purchase.order(), Map.of())
                                    .get("status"))) {
                violations.add("Order " + purchase.order() + " was confirmed to its buyer, and is not.");
            }
        }
        stock(violations, orders, ordered);
        ledger(violations, payments);
        statement(violations, payments);
        return violations;
    }

    /** The card provider's own account of the money that moved. */
    private void statement(List<String> violations, Map<String, Map<String, String>> payments) {
        Map<String, BigDecimal> captured = new TreeMap<>();
        for (Map<?, ?> line : lines()) {
            if ("capture".equals(line.get("type"))) {
                BigDecimal amount = new BigDecimal(String.valueOf(line.get("amount"))).movePointLeft(2);
                if (captured.put(String.valueOf(line.get("payment")), amount) != null) {
                    violations.add("The provider took payment " + line.get("payment") + " twice.");
                }
            }
        }
        for (Map<String, String> payment : payments.values()) {
            BigDecimal amount = captured.remove(payment.get("payment"));
            BigDecimal ours = "CAPTURED".equals(payment.get("status")) ? new BigDecimal(payment.get("amount")) : null;
            if (amount == null ? ours != null : ours == null || amount.compareTo(ours) != 0) {
                violations.add("Payment " + payment.get("payment") + " is " + payment.get("status") + " of "
                        + payment.get("amount") + " here, and the provider took " + amount + ".");
            }
        }
        captured.keySet()
                .forEach(each -> violations.add("The provider took payment " + each + ", which nobody knows."));
    }

    private List<Map<?, ?>> lines() {
        URI statement = platform.paymentSandbox().resolve("/v1/statement?date=" + LocalDate.now(ZoneOffset.UTC));
        HttpRequest request = HttpRequest.newBuilder(statement)
                .header("Authorization", "Bearer " + platform.paymentSandboxKey())
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(platform.trust()).build()) {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            List<Map<?, ?>> lines = new ArrayList<>();
            if (Json.read(body, Map.class).get("data") instanceof List<?> data) {
                data.forEach(line -> lines.add((Map<?, ?>) line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The comparison was interrupted", e);
        }
    }

    private void stock(
            List<String> violations, Map<String, Map<String, String>> orders, Map<String, Map<String, Integer>> ordered)
            throws SQLException {
        Map<String, Integer> sold = new HashMap<>();
        orders.forEach((id, order) -> {
            if ("CONFIRMED".equals(order.get("status"))) {
                ordered.getOrDefault(id, Map.of())
                        .forEach((product, quantity) -> sold.merge(product, quantity, Integer::sum));
            }
        });
        stock(platform).forEach((product, now) -> {
            int should = stockBefore.getOrDefault(product, 0) - sold.getOrDefault(product, 0);
            if (now != should) {
                violations.add("Of product " + product + " there are " + now + ", and there should be " + should + ".");
            }
        });
    }

    private void ledger(List<String> violations, Map<String, Map<String, String>> payments) throws SQLException {
        for (Map<String, String> row :
                rows("payment", "select currency as id, sum(amount) as amount from ledger_entry group by currency")) {
            if (new BigDecimal(row.get("amount")).signum() != 0) {
                violations.add("The ledger is off by " + row.get("amount") + " " + row.get("id") + ".");
            }
        }
        long captured = payments.values().stream()
                .filter(payment -> "CAPTURED".equals(payment.get("status")))
                .count();
        List<Map<String, String>> booked = rows(
                "payment", "select distinct posting as id from ledger_entry where posting in (select id from payment)");
        if (booked.size() != captured) {
            violations.add(captured + " payments were taken, and " + booked.size() + " are in the ledger.");
        }
    }

    private static boolean sameAmount(Map<String, String> order, Map<String, String> payment) {
        return payment.get("amount") != null
                && new BigDecimal(order.get("total_amount")).compareTo(new BigDecimal(payment.get("amount"))) == 0;
    }

    private static Map<String, Integer> stock(Platform platform) throws SQLException {
        Map<String, Integer> stock = new TreeMap<>();
        for (Map<String, String> row : rows(platform, "catalog", "select id, stock from product")) {
            stock.put(row.get("id"), Integer.valueOf(row.get("stock")));
        }
        return stock;
    }

    private static Map<String, Map<String, String>> byId(List<Map<String, String>> rows) {
        Map<String, Map<String, String>> byId = new TreeMap<>();
        rows.forEach(row -> byId.put(row.get("id"), row));
        return byId;
    }

    private static Map<String, Map<String, Integer>> lines(List<Map<String, String>> rows) {
        Map<String, Map<String, Integer>> lines = new HashMap<>();
        rows.forEach(row -> lines.computeIfAbsent(row.get("id"), id -> new HashMap<>())
                .put(row.get("product_id"), Integer.valueOf(row.get("quantity"))));
        return lines;
    }

    private List<Map<String, String>> rows(String database, String query) throws SQLException {
        return rows(platform, database, query);
    }

    private static List<Map<String, String>> rows(Platform platform, String database, String query)
            throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Connection connection = open(platform, database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    String value = result.getString(i);
                    if (value != null) {
                        row.put(result.getMetaData().getColumnLabel(i), value);
                    }
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
