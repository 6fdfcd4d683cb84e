package dev.palisade.local.bench;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.DemoUser;
import dev.palisade.local.Json;
import dev.palisade.local.Pause;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.RaisedThrottle;
import dev.palisade.local.UpOptions;
import dev.palisade.local.Zipkin;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a checkout costs with more people at once, and with more orders in the tables: the same load with a thousand orders
 * and with a million, each with its line, payment, reservation and postings. And where its time goes, from the traces.
 */
public final class Growth {

    private static final List<Integer> PEOPLE = List.of(1, 8, 64);
    private static final int CROWD = 8;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final int TRACES = 50;
    private static final int ZIPKIN_MILLIS = 10_000; // until it has indexed what it was sent
    private static final String CLIENT = "palisade-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";

    private final Platform platform;
    private final Progress progress;

    /** Measures a platform of its own, which it starts and stops. */
    public Growth(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    /**
     * Checkouts by 1, 8 and 64 people with few orders in the tables, by 8 with many, the ratio of the two, and where the
     * time of an order goes.
     *
     * @param few orders at first
     * @param many orders at last
     */
    public Map<String, Object> measure(int few, int many) {
        platform.down();
        PrivateFiles.delete(platform.home().path()); // nothing of an earlier run shall be in the tables
        platform.up(new UpOptions(true, Duration.ofHours(24), false), progress);
        List<Customer> people = new ArrayList<>();
        try {
            platform.restart("gateway", RaisedThrottle.SETTINGS, progress);
            addPeople();
            addOrders(0, few);
            Map<String, Object> result = new LinkedHashMap<>();
            List<Callable<Boolean>> buyers = signedIn(people, CROWD);
            result.put("shareOfAnOrder", shares(buyers.getFirst()));
            for (int number : PEOPLE) {
                result.put("people " + number, best(number + " people buy", signedIn(people, number)));
            }
            Load before = best("8 people buy, with " + few + " orders", signedIn(people, CROWD));
            result.put("orders " + few, before);
            progress.working("adding orders");
            addOrders(few, many);
            Load after = best("8 people buy, with " + many + " orders", signedIn(people, CROWD));
            result.put("orders " + many, after);
            result.put("p99Ratio", Load.round(after.p99Ms() / before.p99Ms()));
            return result;
        } catch (IOException | SQLException e) {
            throw new PlatformException("The shop cannot be measured: " + e, e);
        } finally {
            people.forEach(Customer::close);
            platform.down();
        }
    }

    private static boolean eachBuys(List<Callable<Boolean>> buyers) throws Exception {
        boolean good = true;
        for (Callable<Boolean> buyer : buyers) {
            good &= buyer.call();
        }
        return good;
    }

    private Load best(String title, List<Callable<Boolean>> buyers) {
        progress.working(title + ", warming up");
        // One after the other: people who all come in the same instant, each without a token, are a matter of their
        // own.
        Load.run(List.of(() -> eachBuys(buyers)), ROUND.multipliedBy(8), 1);
        Load.run(buyers, ROUND, Integer.MAX_VALUE);
        Load best = null;
        for (int round = 1; round <= ROUNDS; round++) {
            progress.working(title + ", round " + round);
            Load load = Load.run(buyers, ROUND, Integer.MAX_VALUE);
            // A round in which something failed is not forgotten for one that was quicker.
            if (best == null
                    || load.failures() > best.failures()
                    || (load.failures() == best.failures() && load.p99Ms() < best.p99Ms())) {
                best = load;
            }
        }
        return Objects.requireNonNull(best);
    }

    /** Signs people in anew, in place of those who were: a token that ends during a round costs a sign-in. */
    private List<Callable<Boolean>> signedIn(List<Customer> people, int number) throws IOException {
        people.forEach(Customer::close);
        people.clear();
        progress.working("signing in " + number + " people");
        for (int i = 0; i < number; i++) {
            people.add(customer(i));
        }
        return buyers(people);
    }

    private static List<Callable<Boolean>> buyers(List<Customer> people) throws IOException {
        List<String> products = people.getFirst().products();
        AtomicInteger next = new AtomicInteger();
        List<Callable<Boolean>> buyers = new ArrayList<>();
        people.forEach(person -> buyers.add(() -> person.buys(products.get(next.getAndIncrement() % products.size()))));
        return buyers;
    }

    private Customer customer(int number) {
        String password = platform.demoUsers().stream()
                .filter(person -> person.name().equals("alice"))
                .map(DemoUser::password)
                .findFirst()
                .orElseThrow();
        return new Customer(
                platform.url("gateway"),
                platform.trust(),
                () -> String.valueOf(new CodeFlow(platform.url("auth-server"), platform.trust(), CLIENT, REDIRECT)
                        .tokens("buyer-" + number, password, "cart orders payment")
                        .get("access_token")));
    }

    /** People enough, and enough of everything for them. */
    private void addPeople() throws SQLException {
        execute(
                "auth",
                "insert into account (id, login, password_hash, roles) select gen_random_uuid(), 'buyer-' || n,"
                        + " password_hash, '{customer}' from account, generate_series(0, " + (PEOPLE.getLast() - 1)
                        + ") n where login = 'alice'");
        execute("catalog", "update product set stock = 1000000");
    }

    /** Orders of the past: whole, but for the chain of the ledger, which nobody looks at here. */
    private void addOrders(int from, int to) throws SQLException {
        String numbers = "generate_series(" + (from + 1) + ", " + to + ") n";
        // An identifier that every service can work out from the number.
        String order = "md5('order ' || n)::uuid";
        String payment = "md5('payment ' || n)::uuid";
        String owner = "md5('person ' || n % 50000)";
        String at = "now() - n % 300 * interval '1 day'";
        execute(
                "cart",
                """
                insert into shop_order (id, owner, idempotency_key, fingerprint, status, shipping_amount, tax_percent,
                    total_amount, total_currency, payment_id, placed_at)
                select %s, %s, 'past ' || n, '', 'CONFIRMED', 4.90, 19, 24.80, 'EUR', %s, %s from %s
                """.formatted(order, owner, payment, at, numbers),
                "insert into order_item select %s, 0, %s, %s, 'Teapot', 1, 19.90, 'EUR' from %s"
                        .formatted(order, owner, payment, numbers),
                "analyze");
        execute(
                "payment",
                "insert into payment_method (token, owner, brand, created_at) select 'past' || n, %s, 'visa', %s from %s"
                        .formatted(owner, at, numbers),
                """
                insert into payment (id, order_id, owner, status, amount, currency, method, created_at)
                select %s, %s, %s, 'CAPTURED', 24.80, 'EUR', 'past' || n, %s from %s
                """.formatted(payment, order, owner, at, numbers),
                """
                insert into ledger_entry (posting, account, amount, currency, position, previous, hash)
                select %s, case side when 0 then 'provider-receivable' else 'sales' end,
                    case side when 0 then 24.80 else -24.80 end, 'EUR',
                    (select coalesce(max(position), 0) from ledger_entry) + 2 * (n - %d) - side,
                    repeat('0', 64), repeat('0', 64)
                from %s, generate_series(0, 1) side
                """.formatted(payment, from, numbers),
                "analyze");
        execute(
                "catalog",
                "insert into reservation (order_id, owner, status, created_at) select %s, %s, 'CONFIRMED', %s from %s"
                        .formatted(order, owner, at, numbers),
                """
                insert into reservation_item (order_id, product_id, quantity)
                select %s, (select id from product order by id limit 1), 1 from %s
                """.formatted(order, numbers),
                "analyze");
    }

    /** In one session of the superuser, for which no trigger runs. */
    private void execute(String database, String... statements) throws SQLException {
        PostgresServer postgres = platform.postgres();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), "postgres", postgres.superuserPassword());
                Statement each = connection.createStatement()) {
            each.execute("set session_replication_role = replica");
            for (String statement : statements) {
                each.execute(statement);
            }
        }
    }

    /** Of each hundred milliseconds of an order, how many are spent where; means over the newest traces. */
    private Map<String, Object> shares(Callable<Boolean> buyer) throws IOException {
        Load.run(List.of(buyer), ROUND, TRACES);
        Pause.ofMillis(ZIPKIN_MILLIS);
        Map<String, Double> micros = new TreeMap<>();
        double whole = 0;
        for (Object trace : traces()) {
            for (Object each : (List<?>) trace) {
                Map<?, ?> span = (Map<?, ?>) each;
                double duration = span.get("duration") instanceof Number number ? number.doubleValue() : 0;
                if (span.get("parentId") == null) {
                    whole += duration;
                }
                String part = part(span);
                if (!part.isEmpty()) {
                    micros.merge(part, duration, Double::sum);
                }
            }
        }
        Map<String, Object> shares = new LinkedHashMap<>();
        for (Map.Entry<String, Double> part : micros.entrySet()) {
            shares.put(part.getKey() + "Percent", Load.round(100 * part.getValue() / whole));
        }
        return shares;
    }

    private static String part(Map<?, ?> span) {
        String tags = String.valueOf(span.get("tags"));
        if (tags.contains("jdbc.query")) {
            return "sql";
        }
        if (!"CLIENT".equals(span.get("kind"))) {
            return "";
        }
        if (tags.contains("/oauth2/token")) {
            return "tokens";
        }
        return tags.contains("/v1/") ? "provider" : "";
    }

    private List<?> traces() throws IOException {
        String query = "traces?serviceName=gateway&spanName=http%20post%20/api/orders&limit=" + TRACES;
        try {
            return Json.read(Zipkin.get(platform.tracing(), query).body(), List.class);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The measurement was interrupted.", e);
        }
    }
}
