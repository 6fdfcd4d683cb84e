package dev.palisade.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the merchant what happened until it is taken, later and later, also after a restart. */
final class Webhooks implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Books books;
    private final URI url;
    private final Supplier<List<String>> secrets;
    private final FaultPlan faults;
    private final JsonMapper json;
    private final Clock clock;
    private final HttpClient http;
    private final Map<String, Due> due = new LinkedHashMap<>();
    private final Thread thread;
    private @Nullable Event held;

    Webhooks(
            Books books,
            URI url,
            SSLContext tls,
            Supplier<List<String>> secrets,
            FaultPlan faults,
            JsonMapper json,
            Clock clock) {
        this.books = books;
        this.url = url;
        this.secrets = secrets;
        this.faults = faults;
        this.json = json;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .sslContext(tls)
                .build();
        this.thread = Thread.ofVirtual().name("webhooks").start(this::run);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(PATIENCE);
        http.shutdownNow();
    }

    private void run() {
        try {
            while (true) {
                List<Attempt> attempts = tell();
                if (!attempts.isEmpty()) {
                    books.record(attempts);
                }
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Attempt> tell() throws InterruptedException {
        List<Attempt> attempts = new ArrayList<>();
        List<Event> untold = books.untold();
        for (Event event : untold) {
            Due when = due.computeIfAbsent(event.id(), id -> new Due(Instant.MIN, FIRST_PAUSE));
            if (event.equals(held) || clock.instant().isBefore(when.at())) {
                continue;
            }
            if (held == null && when.at().equals(Instant.MIN) && faults.reorders()) {
                held = event;
                continue;
            }
            attempts.add(send(event, when));
            if (faults.duplicates()) {
                attempts.add(send(event, when));
            }
            Event waited = held;
            if (waited != null) {
                held = null;
                attempts.add(send(waited, new Due(clock.instant(), FIRST_PAUSE)));
            }
        }
        return attempts;
    }

    private Attempt send(Event event, Due when) throws InterruptedException {
        int status = 0;
        try {
            String body = json.writeValueAsString(faults.tellsWrongAmount() ? oneMore(event) : event);
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .header(Signature.HEADER, Signature.of(body, clock.instant(), secrets.get()))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            System.out.println(clock.instant() + " webhook " + event.type() + " was not taken: " + e);
        }
        Attempt attempt = new Attempt(event.id(), event.type(), clock.instant(), status);
        if (attempt.delivered()) {
            due.remove(event.id());
        } else {
            due.put(event.id(), when.later(clock.instant()));
        }
        return attempt;
    }

    private static Event oneMore(Event event) {
        JsonNode data = event.data().deepCopy();
        ((ObjectNode) data).put("amount", data.path("amount").asLong() + 1);
        return new Event(event.id(), event.type(), event.created(), data);
    }

    /**
     * When an event is told next.
     *
     * @param at not before then
     * @param pause how long to wait when it is not taken
     */
    private record Due(Instant at, Duration pause) {

        Due later(Instant now) {
            Duration twice = pause.multipliedBy(2);
            return new Due(now.plus(pause), twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice);
        }
    }
}
