package dev.palisade.local.bench;

import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.UpOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How exactly two gateways together keep to one person's budget: both are asked for more than that, for one window from a
 * full bucket on, which is the most that any window may have.
 */
public final class Throttle {

    private static final Duration PAUSE =
            Duration.ofMillis(20); // four callers ask for some ten times the budget's rate
    private static final int CALLERS_PER_GATEWAY = 2;
    private static final Pattern POLICY = Pattern.compile("\"person\";q=(\\d+);w=(\\d+)");
    private static final double TOLERANCE_PERCENT = 1;

    private final Platform platform;
    private final Progress progress;

    /** Measures a platform of its own, which it starts and stops. */
    public Throttle(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    /** The quota, what was admitted, and by how many percent that was more; {@code failures} when it was too much. */
    public Map<String, Object> measure() {
        platform.up(new UpOptions(false, Duration.ofHours(24), false).withGateways(2), progress);
        try {
            Policy policy = policy(platform.token("bob", "cart"));
            String token = platform.token("alice", "cart");
            progress.working("asking two gateways for " + policy.window().toSeconds() + " s");
            long end = System.nanoTime() + policy.window().toNanos();
            List<Future<Counts>> callers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (URI gateway : platform.gateways()) {
                    for (int i = 0; i < CALLERS_PER_GATEWAY; i++) {
                        callers.add(threads.submit(() -> ask(gateway, token, end)));
                    }
                }
            }
            Counts all = new Counts(0, 0, 0);
            for (Future<Counts> caller : callers) {
                all = all.plus(caller.get());
            }
            double excess = Load.round(Math.max(0, 100.0 * (all.admitted() - policy.quota()) / policy.quota()));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("gateways", platform.gateways().size());
            result.put("windowSeconds", policy.window().toSeconds());
            result.put("configured", policy.quota());
            result.put("asked", all.admitted() + all.refused() + all.failed());
            result.put("admitted", all.admitted());
            result.put("excessPercent", excess);
            result.put("failures", all.failed() + (excess > TOLERANCE_PERCENT ? 1 : 0));
            return result;
        } catch (ExecutionException | IOException e) {
            throw new PlatformException("The gateways do not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The measurement was interrupted.", e);
        } finally {
            platform.down();
        }
    }

    private Policy policy(String token) throws IOException, InterruptedException {
        try (HttpClient http = client()) {
            HttpResponse<Void> answer = send(http, platform.gateways().getFirst(), token);
            String policies = String.join(", ", answer.headers().allValues("RateLimit-Policy"));
            Matcher person = POLICY.matcher(policies);
            if (!person.find()) {
                throw new PlatformException("The gateway states no budget for a person: " + policies);
            }
            return new Policy(Long.parseLong(person.group(1)), Duration.ofSeconds(Long.parseLong(person.group(2))));
        }
    }

    private Counts ask(URI gateway, String token, long end) throws IOException, InterruptedException {
        Counts counts = new Counts(0, 0, 0);
        try (HttpClient http = client()) {
            while (System.nanoTime() < end) {
                int status = send(http, gateway, token).statusCode();
                counts = counts.plus(
                        switch (status) {
                            case 200 -> new Counts(1, 0, 0);
                            case 429 -> new Counts(0, 1, 0);
                            default -> new Counts(0, 0, 1);
                        });
                Thread.sleep(PAUSE);
            }
        }
        return counts;
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(platform.trust())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<Void> send(HttpClient http, URI gateway, String token)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(gateway.resolve("/api/cart"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private record Policy(long quota, Duration window) {}

    private record Counts(long admitted, long refused, long failed) {

        Counts plus(Counts other) {
            return new Counts(admitted + other.admitted, refused + other.refused, failed + other.failed);
        }
    }
}
