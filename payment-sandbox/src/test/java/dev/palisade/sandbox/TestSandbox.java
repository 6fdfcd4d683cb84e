package dev.palisade.sandbox;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a merchant has: a key, a certificate to trust, and a way to ask. */
final class TestSandbox {

    static final String KEY = "sk_test_" + UUID.randomUUID();
    static final JsonMapper JSON = new JsonMapper();
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.inMemory("sandbox test");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .sslContext(Identity.trustOnly(AUTHORITY.root()))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final int port;

    TestSandbox(int port) {
        this.port = port;
    }

    /** Lays down what a sandbox reads; its books stay what they are. */
    static Settings settings(Path folder, int port, String... webhook) throws IOException {
        AUTHORITY.issue("payment-sandbox", Duration.ofHours(1)).writeTo(folder.resolve("identity"));
        Files.writeString(folder.resolve("key"), KEY + "\n");
        Files.writeString(folder.resolve("secrets"), "one\ntwo\n");
        return new Settings(
                "127.0.0.1",
                port,
                folder.resolve("data"),
                folder.resolve("identity"),
                folder.resolve("key"),
                webhook.length == 0 ? null : URI.create(webhook[0]),
                folder.resolve("secrets"),
                true);
    }

    static CertificateAuthority authority() {
        return AUTHORITY;
    }

    String card(String number) throws IOException {
        return post("/v1/cards", cardJson(number), "").json().path("id").asString();
    }

    static String cardJson(String number) {
        return "{\"number\":\"" + number + "\",\"exp_month\":12,\"exp_year\":2090,\"cvc\":\"123\"}";
    }

    static String payment(String reference, String card, long amount) {
        return "{\"reference\":\"" + reference + "\",\"card\":\"" + card + "\",\"amount\":" + amount
                + ",\"currency\":\"eur\"}";
    }

    static String refund(String reference, long amount) {
        return "{\"reference\":\"" + reference + "\",\"amount\":" + amount + "}";
    }

    /** A captured payment's reference. */
    String captured(long amount) throws IOException {
        String reference = UUID.randomUUID().toString();
        post("/v1/payments", payment(reference, card("4242424242424242"), amount), "");
        post("/v1/payments/" + reference + "/capture", "", "");
        return reference;
    }

    Answer post(String path, String body, String key) throws IOException {
        return send("POST", path, body, key, "Bearer " + KEY);
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "", "", "Bearer " + KEY);
    }

    Answer send(String method, String path, String body, String key, String authorization) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(body());
        }

        String error() {
            return json().path("error").path("code").asString("");
        }
    }
}
