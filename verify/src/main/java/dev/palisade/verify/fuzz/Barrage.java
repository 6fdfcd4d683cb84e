package dev.palisade.verify.fuzz;

import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import dev.palisade.local.RaisedThrottle;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.attack.Scene;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends what was made up, and judges each answer. */
final class Barrage {

    private static final int AT_ONCE = 12;
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MUCH = 64 * 1024; // bytes: from here on a server may close instead of reading on

    private final Platform platform;
    private final Path repository;
    private final Progress progress;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<String, Violation> violations = new TreeMap<>();

    /** At a platform of its own, which runs. */
    Barrage(Platform platform, Path repository, Progress progress) {
        this.platform = platform;
        this.repository = repository;
        this.progress = progress;
    }

    FuzzReport of(int requests, long seed) throws IOException, InterruptedException {
        progress.working("raising the gateway's throttle");
        platform.restart("gateway", RaisedThrottle.SETTINGS, Progress.SILENT);
        Contracts contracts = Contracts.of(repository);
        Keys keys = new Keys(platform, new Scene(platform, repository));
        Shots shots = new Shots(contracts, new Scenery(platform, keys).build(), seed);
        Judge judge = new Judge(contracts);
        Instant begin = Instant.now();
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
                        Shot shot = shots.number(number);
                        note(shot, ask(shot, keys.of(shot.operation(), shot.straight())), judge);
                        progress.working("%d of %d requests".formatted(sent.incrementAndGet(), requests));
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The barrage broke off: " + e.getCause(), e);
        }
        return new FuzzReport(
                seed,
                contracts.operations().size(),
                sent.get(),
                kinds,
                answers,
                Duration.between(begin, Instant.now()).toSeconds(),
                violations.values().stream().mapToInt(Violation::times).sum(),
                violations.values().stream().map(Violation::line).toList());
    }

    private synchronized void note(Shot shot, Optional<HttpResponse<byte[]>> answer, Judge judge) {
        kinds.merge(shot.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        answers.merge(answer.map(each -> each.statusCode() / 100 + "xx").orElse("none"), 1, Integer::sum);
        Optional<String> fault = answer.isEmpty()
                ? closedWithReason(shot) ? Optional.empty() : Optional.of("gives no answer")
                : answer.flatMap(each -> judge.fault(
                        shot,
                        each.statusCode(),
                        each.headers().firstValue("Content-Type").orElse(""),
                        new String(each.body(), StandardCharsets.UTF_8)));
        fault.ifPresent(what -> violations.merge(
                shot.operation().name() + " " + what,
                new Violation(shot.operation().name() + " " + what, 1, shot),
                Violation::again));
    }

    private static boolean closedWithReason(Shot shot) {
        byte[] body = shot.body();
        return body != null && body.length >= MUCH;
    }

    /** An answer; none when the connection ended without one each time. */
    private Optional<HttpResponse<byte[]>> ask(Shot shot, Keys.Key key) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return Optional.of(key.http().send(request(shot, key), BodyHandlers.ofByteArray()));
            } catch (IOException e) {
                // A connection that was kept open may have ended meanwhile.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private HttpRequest request(Shot shot, Keys.Key key) {
        byte[] body = shot.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(key.base().toString() + shot.target()))
                .timeout(PATIENCE)
                .method(
                        shot.operation().method(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        shot.headers().forEach(field -> request.header(field.name(), field.value()));
        if (shot.token() && key.token() != null) {
            request.header("Authorization", "Bearer " + key.token());
        }
        if (shot.token() && shot.operation().scopes().contains("webhook") && body != null) {
            request.header("Sandbox-Signature", signature(body));
        }
        return request.build();
    }

    private String signature(byte[] body) {
        String secret = PrivateFiles.read(
                        platform.home().secrets("payment-sandbox").resolve("webhook-secrets"))
                .lines()
                .findFirst()
                .orElseThrow();
        String seconds = Long.toString(Instant.now().getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HMAC-SHA256", e);
        }
    }

    /**
     * Something that was wrong.
     *
     * @param what what it was
     * @param times how often
     * @param first the first request that showed it
     */
    private record Violation(String what, int times, Shot first) {

        private Violation again(Violation other) {
            Shot earlier = first.number() < other.first.number() ? first : other.first;
            return new Violation(what, times + other.times, earlier);
        }

        private String line() {
            return "%s (%d times; first %s)".formatted(what, times, first.line());
        }
    }
}
