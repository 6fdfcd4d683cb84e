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
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who reads and buys through the API, over one kept connection. The token is got anew before it ends, beside the
 * requests: signing in is not what is measured.
 */
final class Customer implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(4); // of five

    private final HttpClient http;
    private final URI base;
    private final Thread renewing;
    private volatile String token;
    private String card = "";

    Customer(URI base, SSLContext tls, Supplier<String> tokens) {
        this.base = base;
        this.token = tokens.get();
        this.renewing = Thread.ofVirtual().start(() -> renew(tokens));
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
        return fills(product) && givesCard() && pays();
    }

    boolean fills(String product) throws IOException {
        return send("PUT", "/api/cart/items/" + product, "{\"quantity\":1}").statusCode() == 200;
    }

    boolean givesCard() throws IOException {
        HttpResponse<String> answer = send(
                "POST",
                "/api/payments/methods",
                "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}");
        card = String.valueOf(Json.read(answer.body(), Map.class).get("token"));
        return answer.statusCode() == 201;
    }

    /** Orders what is in the cart with the card that was given last. */
    boolean pays() throws IOException {
        return send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"" + card + "\"}}")
                        .statusCode()
                == 201;
    }

    @Override
    public void close() {
        renewing.interrupt();
        http.close();
    }

    private HttpResponse<String> send(String method, String path, @Nullable String json) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
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

    private void renew(Supplier<String> tokens) {
        try {
            while (true) {
                Thread.sleep(TOKEN_LIFE);
                token = tokens.get();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
