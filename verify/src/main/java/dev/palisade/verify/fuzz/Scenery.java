package dev.palisade.verify.fuzz;

import dev.palisade.local.Platform;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Buys a little and exports the catalogue, so that there is something to ask for. */
final class Scenery {

    private static final int PRODUCTS = 12;
    private static final int PURCHASES = 3;
    private static final int GUESTS = 3;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Platform platform;
    private final Keys keys;

    Scenery(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
    }

    Known build() throws IOException, InterruptedException {
        String customer = keys.customer();
        List<String> products = new ArrayList<>();
        for (JsonNode item : json(send("GET", "/api/catalog/products?size=" + PRODUCTS, null, null))
                .path("items")) {
            products.add(item.path("id").asString());
        }
        List<String> orders = new ArrayList<>();
        List<String> payments = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        for (int i = 0; i < PURCHASES; i++) {
            send("PUT", "/api/cart/items/" + products.get(i), "{\"quantity\":1}", customer);
            String method = json(send(
                            "POST",
                            "/api/payments/methods",
                            "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}",
                            customer))
                    .path("token")
                    .asString();
            JsonNode order =
                    json(send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"" + method + "\"}}", customer));
            methods.add(method);
            orders.add(order.path("id").asString());
            payments.add(order.path("paymentId").asString());
        }
        List<String> guests = new ArrayList<>();
        for (int i = 0; i < GUESTS; i++) {
            guests.add(
                    json(send("POST", "/api/guest-cart", null, null)).path("id").asString());
        }
        Map<String, List<String>> known = new LinkedHashMap<>();
        known.put("productId", products);
        known.put("ids", products);
        known.put("Guest-Cart", guests);
        known.put("orderId", orders);
        known.put("paymentId", payments);
        known.put("token", methods);
        known.put("method", methods);
        known.put("category", List.of("table", "kitchen"));
        known.put("/api/catalog/import text/csv", List.of(export("csv")));
        known.put("/api/catalog/import application/json", List.of(export("json")));
        return new Known(known);
    }

    private String export(String format) throws IOException, InterruptedException {
        return send("GET", "/api/catalog/export?size=3&format=" + format, null, keys.merchandiser());
    }

    private String send(String method, String path, @Nullable String json, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        platform.url("gateway").resolve(path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (path.equals("/api/orders")) {
            request.header("Idempotency-Key", "scenery-" + System.nanoTime());
        }
        var answer = keys.outside().send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    "There is nothing to ask for: " + path + " was answered with " + answer.statusCode() + ".");
        }
        return answer.body();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
