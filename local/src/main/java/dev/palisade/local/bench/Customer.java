package dev.palisade.local.bench;

import dev.palisade.local.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Somebody who reads and buys through the API, over one kept connection. The token is got anew before it ends. */
final class Customer implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(1);

    private final HttpClient http;
    private final URI base;
    private final Supplier<String> tokens;
    private final AtomicReference<Held> held = new AtomicReference<>(new Held("", 0));

    Customer(URI base, SSLContext tls, Supplier<String> tokens) {
        this.base = base;
        this.tokens = tokens;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** The identifiers of what can be bought. */
    List<String> products() throws IOException {
        Map<?, ?> page =
                Json.read(send("GET", "/api/catalog/products?size=100", null).body(), Map.class);
        List<String> available = new ArrayList<>();
        if (page.get("items") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> product && Boolean.TRUE.equals(product.get("available"))) {
                    available.add(String.valueOf(product.get("id")));
                }
            }
        }
        if (available.isEmpty()) {
            throw new IllegalStateException("Everything in the shop is sold out.");
        }
        return available;
    }

    /** Takes out of the cart what somebody left there. */
    void empties() throws IOException {
        Map<?, ?> cart = Json.read(send("GET", "/api/cart", null).body(), Map.class);
        if (cart.get("items") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> line) {
                    send("DELETE", "/api/cart/items/" + line.get("productId"), null);
                }
            }
        }
    }

    boolean looksIntoCart() throws IOException {
        return send("GET", "/api/cart", null).statusCode() == 200;
    }

    boolean reads(String product) throws IOException {
        return send("GET", "/api/catalog/products/" + product, null).statusCode() == 200;
    }

    /** Puts a product into the cart, gives a card and pays: the whole checkout. */
    boolean buys(String product) throws IOException {
        if (send("PUT", "/api/cart/items/" + product, "{\"quantity\":1}").statusCode() != 200) {
            return false;
        }
        HttpResponse<String> card = send(
                "POST",
                "/api/payments/methods",
                "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}");
        if (card.statusCode() != 201) {
            return false;
        }
        String token = String.valueOf(Json.read(card.body(), Map.class).get("token"));
        return send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"" + token + "\"}}")
                        .statusCode()
                == 201;
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpResponse<String> send(String method, String path, @Nullable String json) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token())
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString());
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                System.err.println(method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String token() {
        Held current = held.get();
        if (System.nanoTime() < current.until()) {
            return current.token();
        }
        Held renewed = new Held(tokens.get(), System.nanoTime() + TOKEN_LIFE.toNanos());
        held.set(renewed);
        return renewed.token();
    }

    private record Held(String token, long until) {}
}
