package dev.palisade.verify.chaos;

import dev.palisade.local.DemoUser;
import dev.palisade.local.Json;
import dev.palisade.local.Pause;
import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import dev.palisade.local.RaisedThrottle;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** People buy while processes die and wires break; afterwards all the books have to tell one story. */
final class Storm {

    private static final int PEOPLE = 20;
    private static final Duration CALM = Duration.ofMinutes(3);
    private static final int LOOK_MS = 1_000;

    private final Platform platform;
    private final Progress progress;

    /** Over a platform of its own, which runs. */
    Storm(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    ChaosReport over(int checkouts, long seed) throws SQLException, IOException, InterruptedException {
        Instant begin = Instant.now();
        String password = platform.demoUsers().stream()
                .filter(user -> user.name().equals("alice"))
                .map(DemoUser::password)
                .findFirst()
                .orElseThrow();
        List<String> people = People.like(platform, Math.min(PEOPLE, checkouts));
        Map<String, Link> links = new LinkedHashMap<>();
        Map<String, Map<String, String>> settings = wires(links);
        settings.forEach((service, wired) -> {
            progress.working("putting wires that can be cut between " + service + " and its neighbours");
            platform.restart(service, wired, Progress.SILENT);
        });
        Books books = Books.open(platform);
        List<String> products = products();
        Nemesis nemesis = new Nemesis(platform, List.copyOf(links.values()), settings, seed, progress);
        ConcurrentLinkedQueue<Purchase> purchases = new ConcurrentLinkedQueue<>();
        AtomicInteger begun = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> shoppers = new ArrayList<>();
            for (int i = 0; i < people.size(); i++) {
                Shopper shopper = new Shopper(platform, people.get(i), password, seed * PEOPLE + i);
                shoppers.add(threads.submit(() -> {
                    try (shopper) {
                        while (begun.incrementAndGet() <= checkouts) {
                            purchases.add(shopper.buy(products));
                            progress.working("%d of %d checkouts, %d killed, %d cut"
                                    .formatted(purchases.size(), checkouts, nemesis.kills(), nemesis.cuts()));
                        }
                    }
                }));
            }
            Future<?> disturbing = threads.submit(nemesis);
            for (Future<?> shopper : shoppers) {
                shopper.get();
            }
            nemesis.end();
            disturbing.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The storm broke off: " + e.getCause(), e);
        } finally {
            links.values().forEach(Link::heal);
        }
        calm(books);
        List<String> violations = books.violations(purchases);
        links.values().forEach(Link::close);
        return new ChaosReport(
                seed,
                purchases.size(),
                count(purchases, Purchase.Outcome.BOUGHT),
                count(purchases, Purchase.Outcome.REFUSED),
                count(purchases, Purchase.Outcome.LEFT),
                nemesis.kills(),
                nemesis.cuts(),
                Duration.between(begin, Instant.now()).toSeconds(),
                violations.size(),
                violations);
    }

    /** The wires between the services, and what each service is told of them. */
    private Map<String, Map<String, String>> wires(Map<String, Link> links) {
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        settings.put("cart-service", wired("cart-service", links, "catalog-service", "payment-service"));
        Map<String, String> gateway =
                new LinkedHashMap<>(wired("gateway", links, "cart-service", "payment-service", "catalog-service"));
        gateway.putAll(RaisedThrottle.SETTINGS);
        settings.put("gateway", gateway);
        return settings;
    }

    private Map<String, String> wired(String from, Map<String, Link> links, String... to) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String each : to) {
            String name = from + " to " + each;
            Link link = Link.to(name, platform.url(each).getPort());
            links.put(name, link);
            settings.put(
                    "PALISADE_PORTS_" + each.replace("-", "").toUpperCase(Locale.ROOT), Integer.toString(link.port()));
        }
        return settings;
    }

    /** Everything is there again; the shop gets time to finish or cancel what was left. */
    private void calm(Books books) throws SQLException {
        platform.status().services().stream()
                .filter(service -> !service.healthy())
                .forEach(service -> platform.restart(service.name(), Progress.SILENT));
        Instant end = Instant.now().plus(CALM);
        while (books.unfinished() > 0 && Instant.now().isBefore(end)) {
            progress.working(books.unfinished() + " orders are being finished or cancelled");
            Pause.ofMillis(LOOK_MS);
        }
    }

    private List<String> products() throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(platform.trust()).build()) {
            String page = http.send(
                            HttpRequest.newBuilder(platform.url("gateway").resolve("/api/catalog/products?size=100"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            List<String> products = new ArrayList<>();
            if (Json.read(page, Map.class).get("items") instanceof List<?> items) {
                items.forEach(item -> products.add(String.valueOf(((Map<?, ?>) item).get("id"))));
            }
            return products;
        }
    }

    private static long count(Iterable<Purchase> purchases, Purchase.Outcome outcome) {
        long count = 0;
        for (Purchase purchase : purchases) {
            count += purchase.outcome() == outcome ? 1 : 0;
        }
        return count;
    }
}
