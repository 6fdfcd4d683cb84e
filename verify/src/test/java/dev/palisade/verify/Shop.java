package dev.palisade.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that uses an API of the platform, as one would with curl. */
final class Shop implements AutoCloseable {

    static final String CARD = "4242424242424242";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI base;
    private final Map<String, String> headers = new HashMap<>();

    Shop(URI base, SSLContext tls) {
        this.base = base;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** At the front door, with a token of this person. */
    static Shop of(String person) {
        return new Shop(
                        RunningPlatform.platform().url("gateway"),
                        RunningPlatform.platform().trust())
                .with("Authorization", "Bearer " + RunningPlatform.platform().token(person, "cart orders payment"));
    }

    /** At the front door, as nobody. */
    static Shop anonymous() {
        return new Shop(
                RunningPlatform.platform().url("gateway"),
                RunningPlatform.platform().trust());
    }

    /** With this header on every request. */
    Shop with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Answer get(String path) throws IOException {
        return send("GET", path, null, Map.of());
    }

    Answer send(String method, String path, @Nullable String json, Map<String, String> extra) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        headers.forEach(request::setHeader);
        extra.forEach(request::setHeader);
        if (json != null) {
            request.setHeader("Content-Type", "application/json");
        }
        try {
            return new Answer(http.send(
                    request.method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** The product on this place of the list. */
    JsonNode product(int place) throws IOException {
        return get("/api/catalog/products?size=100").json().path("items").path(place);
    }

    /** Empties the cart and puts so many of a product into it. */
    void fill(String product, int quantity) throws IOException {
        for (JsonNode item : get("/api/cart").json().path("items")) {
            send("DELETE", "/api/cart/items/" + item.path("productId").asString(), null, Map.of());
        }
        send("PUT", "/api/cart/items/" + product, "{\"quantity\":" + quantity + "}", Map.of());
    }

    /** Gives a card number, and gets its token. */
    String card(String number) throws IOException {
        return send(
                        "POST",
                        "/api/payments/methods",
                        "{\"number\":\"%s\",\"expiry\":\"12/30\",\"cvc\":\"123\"}".formatted(number),
                        Map.of())
                .json()
                .path("token")
                .asString();
    }

    /** Buys what is in the cart. */
    Answer buy(String card, String key) throws IOException {
        return send(
                "POST",
                "/api/orders",
                "{\"paymentMethod\":{\"token\":\"%s\"}}".formatted(card),
                Map.of("Idempotency-Key", key));
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * An answer.
     *
     * @param response the whole of it
     */
    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String problem() {
            String type = json().path("type").asString("");
            return type.substring(type.lastIndexOf(':') + 1);
        }
    }
}
