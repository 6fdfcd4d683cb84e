package dev.palisade.verify.chaos;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.Json;
import dev.palisade.local.Pause;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Somebody who buys, and who does not give up easily: a request without a final answer is sent again as it was. */
final class Shopper implements AutoCloseable {

    private static final String CLIENT = "palisade-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration ENDURANCE = Duration.ofSeconds(90);
    private static final int PAUSE_MS = 300;

    /** Most succeed; one is declined, one fails at the provider, one succeeds and its answer is lost. */
    private static final List<String> CARDS = List.of(
            "4242424242424242",
            "4242424242424242",
            "4242424242424242",
            "4242424242424242",
            "4242424242424242",
            "4000000000000341",
            "4000000000000002",
            "4000000000000119");

    private final Platform platform;
    private final String login;
    private final String password;
    private final Random random;
    private final HttpClient http;
    private String token = "";
    private Instant tokenEnds = Instant.EPOCH;

    Shopper(Platform platform, String login, String password, long seed) {
        this.platform = platform;
        this.login = login;
        this.password = password;
        this.random = new Random(seed);
        this.http = HttpClient.newBuilder()
                .sslContext(platform.trust())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** One purchase, as far as it comes. */
    Purchase buy(List<String> products) {
        String product = products.get(random.nextInt(products.size()));
        int quantity = 1 + random.nextInt(3);
        String number = CARDS.get(random.nextInt(CARDS.size()));
        String key = UUID.randomUUID().toString();
        if (!empty() || !isAnswered("PUT", "/api/cart/items/" + product, "{\"quantity\":" + quantity + "}", key, 200)) {
            return Purchase.left(key);
        }
        Reply card = until(
                "POST",
                "/api/payments/methods",
                "{\"number\":\"%s\",\"expiry\":\"12/30\",\"cvc\":\"123\"}".formatted(number),
                key,
                reply -> reply.status() == 201);
        if (card == null) {
            return Purchase.left(key);
        }
        Reply order = until(
                "POST",
                "/api/orders",
                "{\"paymentMethod\":{\"token\":\"" + card.field("token") + "\"}}",
                key,
                Shopper::isFinal);
        if (order == null) {
            return Purchase.left(key);
        }
        return order.status() == 201
                ? new Purchase(key, Purchase.Outcome.BOUGHT, order.field("id"))
                : new Purchase(key, Purchase.Outcome.REFUSED, "");
    }

    @Override
    public void close() {
        http.close();
    }

    /** A purchase that is still under way, or that failed on the way, is asked for again. */
    private static boolean isFinal(Reply reply) {
        return switch (reply.status()) {
            case 201, 402, 422 -> true;
            case 409 -> !reply.field("type").endsWith("order-in-progress");
            default -> false;
        };
    }

    private boolean empty() {
        Reply cart = until("GET", "/api/cart", null, "", reply -> reply.status() == 200);
        if (cart == null) {
            return false;
        }
        if (cart.fields().get("items") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> line
                        && !isAnswered("DELETE", "/api/cart/items/" + line.get("productId"), null, "", 200)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isAnswered(String method, String path, @Nullable String json, String key, int status) {
        return until(method, path, json, key, reply -> reply.status() == status) != null;
    }

    /** Sends a request until its answer is one of those wanted; nothing when patience has ended. */
    private @Nullable Reply until(
            String method, String path, @Nullable String json, String key, Predicate<Reply> wanted) {
        Instant end = Instant.now().plus(ENDURANCE);
        while (Instant.now().isBefore(end)) {
            try {
                Reply reply = send(method, path, json, key);
                if (wanted.test(reply)) {
                    return reply;
                }
                if (reply.status() == 401) {
                    tokenEnds = Instant.EPOCH;
                }
            } catch (IOException | PlatformException e) {
                // Whatever was killed or cut will come back.
            }
            Pause.ofMillis(PAUSE_MS);
        }
        return null;
    }

    private Reply send(String method, String path, @Nullable String json, String key) throws IOException {
        if (Instant.now().isAfter(tokenEnds)) {
            token = String.valueOf(new CodeFlow(platform.url("auth-server"), platform.trust(), CLIENT, REDIRECT)
                    .tokens(login, password, "cart orders payment")
                    .get("access_token"));
            tokenEnds = Instant.now().plus(TOKEN_LIFE);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        platform.url("gateway").resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (path.equals("/api/orders")) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private record Reply(int status, String body) {

        Map<?, ?> fields() {
            try {
                return Json.read(body, Map.class);
            } catch (JacksonException e) {
                return Map.of();
            }
        }

        String field(String name) {
            return String.valueOf(fields().get(name));
        }
    }
}
