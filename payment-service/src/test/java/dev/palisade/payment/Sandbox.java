package dev.palisade.payment;

import dev.palisade.sandbox.SandboxServer;
import dev.palisade.sandbox.Settings;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The provider's own server, over real HTTPS in this JVM, and what it has booked. */
public final class Sandbox {

    static final String API_KEY = TestPlatform.randomText();
    public static final String WEBHOOK_SECRETS = TestPlatform.randomText() + "\n" + TestPlatform.randomText();
    private static final SandboxServer SERVER = start();

    private Sandbox() {}

    public static int port() {
        return SERVER.port();
    }

    /** What became of a payment there; empty when it was never asked for. */
    public static String status(String payment) {
        return get("/v1/payments/" + payment).path("status").asString("");
    }

    /** The payments whose money it has taken. */
    public static List<String> captures() {
        return statement("capture", "reference");
    }

    /** How often it has given back some of this payment. */
    public static long refundsOf(String payment) {
        return statement("refund", "payment").stream().filter(payment::equals).count();
    }

    /** Asks for something to go wrong, or for a dispute. */
    public static JsonNode control(String path, String json) {
        return request("POST", "/control/" + path, json);
    }

    public static JsonNode post(String path, String json) {
        return request("POST", path, json);
    }

    /** The provider's name for a card that it accepts. */
    public static String card() {
        return post("/v1/cards", "{\"number\":\"4242424242424242\",\"exp_month\":12,\"exp_year\":2090,\"cvc\":\"123\"}")
                .path("id")
                .asString();
    }

    public static JsonNode get(String path) {
        return request("GET", path, "");
    }

    private static List<String> statement(String type, String property) {
        List<String> found = new ArrayList<>();
        for (JsonNode line : get("/v1/statement").path("data")) {
            if (line.path("type").asString().equals(type)) {
                found.add(line.path(property).asString());
            }
        }
        return found;
    }

    private static JsonNode request(String method, String path, String json) {
        try (TestClient client = TestClient.anonymous("https://localhost:" + port())) {
            return client.request(method, path)
                    .bearer(API_KEY)
                    .json(json)
                    .send()
                    .json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SandboxServer start() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "sandbox-");
            Path key = Files.writeString(folder.resolve("api-key"), API_KEY);
            Path secrets = Files.writeString(folder.resolve("webhook-secrets"), WEBHOOK_SECRETS);
            return SandboxServer.start(
                    new Settings(
                            "127.0.0.1",
                            0,
                            folder.resolve("data"),
                            TestPlatform.identityDirectory("payment-sandbox"),
                            key,
                            null,
                            secrets,
                            true),
                    Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
