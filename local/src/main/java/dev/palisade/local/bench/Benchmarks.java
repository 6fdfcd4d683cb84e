package dev.palisade.local.bench;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.Status;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** The measurements. Loads go to this platform's own loopback addresses only, and end by themselves. */
public final class Benchmarks {

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final int ROUNDS = 2;
    private static final int CALLERS = 8;

    private final Platform platform;
    private final Progress progress;

    /** Measures this platform, which must be running, and says what it is doing. */
    public Benchmarks(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    /**
     * Stops the platform and measures how long it takes to start again and to sell something, and the memory of its
     * services after a thousand requests.
     */
    public Map<String, Object> start() {
        platform.down();
        progress.working("starting");
        long begin = System.nanoTime();
        platform.up(progress);
        double ready = seconds(begin);
        double purchase;
        try (Customer alice = customer("alice")) {
            String product = alice.products().getFirst();
            alice.empties();
            if (!alice.buys(product)) {
                throw new PlatformException("The first purchase failed.");
            }
            purchase = seconds(begin);
            progress.working("sending a thousand requests");
            Load.run(List.of(() -> alice.reads(product)), Duration.ofMinutes(2), 500);
            Load.run(List.of(() -> alice.reads(product)), Duration.ofMinutes(2), 500);
        } catch (IOException e) {
            throw new PlatformException("The shop does not answer.", e);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("readyAfterSeconds", ready);
        result.put("firstPurchaseAfterSeconds", purchase);
        long all = 0;
        Map<String, Object> memory = new LinkedHashMap<>();
        for (Status.ServiceStatus service : platform.status().services()) {
            long mebibytes = Objects.requireNonNullElse(service.rssKiB(), 0L) / 1024;
            memory.put(service.name(), mebibytes);
            all += mebibytes;
        }
        result.put("memoryMiB", memory);
        result.put("memoryOfServicesMiB", all);
        return result;
    }

    /** Reads one product through the gateway with a person's token, and straight at the service, in turns. */
    public Map<String, Object> read() {
        Identity gateway = Identity.readFrom(platform.home().path().resolve("identities/gateway"));
        List<Load> through = new ArrayList<>();
        List<Load> straight = new ArrayList<>();
        try (Customer outside = customer("alice");
                Customer inside =
                        new Customer(platform.url("catalog-service"), gateway.sslContext(), () -> ownToken(gateway))) {
            String product = outside.products().getFirst();
            List<Callable<Boolean>> outsiders = times(() -> outside.reads(product));
            List<Callable<Boolean>> insiders = times(() -> inside.reads(product));
            progress.working("warming up");
            Load.run(outsiders, WARM_UP, Integer.MAX_VALUE);
            Load.run(insiders, WARM_UP, Integer.MAX_VALUE);
            for (int round = 1; round <= ROUNDS; round++) {
                progress.working("reading through the gateway, round " + round);
                through.add(Load.run(outsiders, ROUND, Integer.MAX_VALUE));
                progress.working("reading straight at the service, round " + round);
                straight.add(Load.run(insiders, ROUND, Integer.MAX_VALUE));
            }
        } catch (IOException e) {
            throw new PlatformException("The shop does not answer.", e);
        }
        Load best = best(through);
        Load bestStraight = best(straight);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("callers", CALLERS);
        result.put("throughGateway", best);
        result.put("straight", bestStraight);
        result.put("costOfGateway", Load.round(bestStraight.perSecond() / best.perSecond()));
        return result;
    }

    /** Buys, by two people at once, one purchase after the other. */
    public Map<String, Object> checkout() {
        try (Customer alice = customer("alice");
                Customer bob = customer("bob")) {
            List<String> products = alice.products();
            alice.empties();
            bob.empties();
            AtomicInteger next = new AtomicInteger();
            Callable<Boolean> alices = () -> alice.buys(products.get(next.getAndIncrement() % products.size()));
            Callable<Boolean> bobs = () -> bob.buys(products.get(next.getAndIncrement() % products.size()));
            List<Callable<Boolean>> both = List.of(alices, bobs);
            progress.working("warming up");
            Load.run(both, WARM_UP, 20);
            progress.working("buying");
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("people", both.size());
            result.put("checkout", Load.run(both, Duration.ofMinutes(1), 60));
            return result;
        } catch (IOException e) {
            throw new PlatformException("The shop does not answer.", e);
        }
    }

    private Customer customer(String name) {
        return new Customer(
                platform.url("gateway"), platform.trust(), () -> platform.token(name, "cart orders payment"));
    }

    /** The token that the gateway itself reads the catalog with, got with the gateway's own key. */
    private String ownToken(Identity gateway) {
        String form = "grant_type=client_credentials&client_id=gateway&audience=catalog-service&scope="
                + URLEncoder.encode("catalog:read", StandardCharsets.UTF_8);
        URI endpoint = platform.url("auth-server").resolve("/oauth2/token");
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(gateway.sslContext()).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(endpoint)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return String.valueOf(Json.read(answer.body(), Map.class).get("access_token"));
        } catch (IOException e) {
            throw new PlatformException("The authorization server does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The measurement was interrupted.", e);
        }
    }

    private static List<Callable<Boolean>> times(Callable<Boolean> caller) {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(caller);
        }
        return all;
    }

    /** The round that the rest of the machine disturbed least. */
    private static Load best(List<Load> rounds) {
        return rounds.stream()
                .reduce((a, b) -> a.perSecond() >= b.perSecond() ? a : b)
                .orElseThrow();
    }

    private static double seconds(long begin) {
        return Load.round((System.nanoTime() - begin) / 1e9);
    }
}
