package dev.palisade.local.bench;

import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.UpOptions;
import dev.palisade.local.VaultOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The same load on a platform whose secrets stay and on one whose secrets change all the time: certificates and database
 * users live for a minute, and a key signs tokens for two.
 */
public final class Rotation {

    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int BETWEEN_PURCHASES = 10;
    private static final VaultOptions RESTLESS =
            new VaultOptions(LIFE, Duration.ofSeconds(120), Duration.ofSeconds(40));

    private final Platform platform;
    private final Progress progress;

    /** Measures a platform of its own, which it starts and stops. */
    public Rotation(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    /** Runs the load for so long with secrets that stay, and then for so long with secrets that change. */
    public Map<String, Object> compare(Duration duration, boolean fastStarts) {
        try {
            Map<String, Object> result = new LinkedHashMap<>();
            Load calm = measure("without rotation", VaultOptions.USUAL, Duration.ofHours(24), duration, fastStarts);
            Rotated restless = rotate(duration, fastStarts);
            result.put("withoutRotation", calm);
            result.put("withRotation", restless);
            result.put("failedRequests", calm.failures() + restless.load().failures());
            result.put("p99Ratio", Load.round(restless.load().p99Ms() / calm.p99Ms()));
            return result;
        } finally {
            platform.down();
        }
    }

    /** Runs the load for so long with secrets that change, and counts how often they did. */
    public Rotated rotate(Duration duration, boolean fastStarts) {
        Load load = measure("with rotation", RESTLESS, LIFE, duration, fastStarts);
        return new Rotated(
                load,
                count("Workload identity renewed"),
                count("The database user was renewed"),
                count("The key that signs tokens was rotated"));
    }

    /**
     * A load under which secrets changed.
     *
     * @param load how it was answered
     * @param certificates how many certificates were replaced, of all services together
     * @param databaseUsers how many database users
     * @param signingKeys how many keys for tokens
     */
    public record Rotated(Load load, long certificates, long databaseUsers, long signingKeys) {}

    private Load measure(
            String title, VaultOptions vault, Duration certificates, Duration duration, boolean fastStarts) {
        platform.up(new UpOptions(false, certificates, fastStarts, Optional.of(vault)), progress);
        // Several people, so that none of them meets the throttle.
        try (Customer alice = customer("alice");
                Customer bob = customer("bob");
                Customer carol = customer("carol");
                Customer erin = customer("erin")) {
            List<String> products = alice.products();
            String product = products.getFirst();
            alice.empties();
            bob.empties();
            Callable<Boolean> reads = () -> alice.reads(product);
            Callable<Boolean> looks = carol::looksIntoCart;
            Callable<Boolean> looksToo = erin::looksIntoCart;
            AtomicInteger calls = new AtomicInteger();
            Callable<Boolean> buys = () -> {
                int call = calls.getAndIncrement();
                return switch (call % BETWEEN_PURCHASES) { // what is in stock has to last for the whole run
                    case 0 -> bob.fills(products.get(call / BETWEEN_PURCHASES % products.size()));
                    case 1 -> bob.givesCard();
                    case 2 -> bob.pays();
                    default -> bob.looksIntoCart();
                };
            };
            List<Callable<Boolean>> all = List.of(reads, looks, looksToo, buys);
            progress.working(title + ": warming up");
            Load.run(all, WARM_UP, Integer.MAX_VALUE, PAUSE);
            progress.working(title + ": " + duration.toMinutes() + " min of load");
            return Load.run(all, duration, Integer.MAX_VALUE, PAUSE);
        } catch (IOException e) {
            throw new PlatformException("The shop does not answer.", e);
        }
    }

    private Customer customer(String name) {
        return new Customer(
                platform.url("gateway"), platform.trust(), () -> platform.token(name, "cart orders payment"));
    }

    private long count(String text) {
        try (Stream<Path> logs = Files.list(platform.home().logs())) {
            long count = 0;
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    count += lines.filter(line -> line.contains(text)).count();
                }
            }
            return count;
        } catch (IOException e) {
            throw new PlatformException("The logs cannot be read.", e);
        }
    }
}
