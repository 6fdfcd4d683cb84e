package dev.palisade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTests {

    @TempDir
    private Path folder;

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private HttpsServer merchant;
    private SandboxServer server;
    private TestSandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        merchant = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        merchant.setHttpsConfigurator(new HttpsConfigurator(
                TestSandbox.authority().issue("merchant", Duration.ofHours(1)).sslContext()));
        merchant.createContext("/", exchange -> {
            signatures.add(exchange.getRequestHeaders().getFirst("Sandbox-Signature"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(answer.get(), -1);
            exchange.close();
        });
        merchant.start();
        open();
    }

    @AfterEach
    void stop() {
        server.close();
        merchant.stop(0);
    }

    @Test
    void webhookWhenSomethingHappensThenToldInOrderAndSignedWithEachSecret() throws Exception {
        String payment = sandbox.captured(5);
        awaitBodies(2);
        assertThat(types()).containsExactly("payment.authorized", "payment.captured");
        assertThat(bodies.getLast()).contains(payment);
        String time = signatures.getLast().substring(2).split(",")[0];
        assertThat(Instant.ofEpochSecond(Long.parseLong(time)))
                .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(1));
        assertThat(signatures.getLast())
                .isEqualTo("t=" + time + ",v1=" + mac("one", time + "." + bodies.getLast()) + ",v1="
                        + mac("two", time + "." + bodies.getLast()));
    }

    @Test
    void webhookWhenNotTakenThenToldAgainAlsoAfterARestart() throws Exception {
        answer.set(503);
        sandbox.captured(5);
        awaitBodies(2);
        server.close();
        answer.set(200);
        open();
        awaitBodies(4);
        assertThat(bodies.subList(2, 4)).isEqualTo(bodies.subList(0, 2));
        assertThat(sandbox.get("/v1/webhooks").json().path("data").findValuesAsString("status"))
                .contains("503", "200");
    }

    @Test
    void webhookWhenFaultsAreAskedForThenDoubledReorderedAndWrong() throws Exception {
        sandbox.post("/control/faults", TestSandbox.JSON.writeValueAsString(new Faults(0, 0, 0, 0, 0, 1, 0, 0)), "");
        sandbox.captured(5);
        awaitBodies(2);
        assertThat(types()).containsExactly("payment.captured", "payment.authorized");
        sandbox.post("/control/faults", TestSandbox.JSON.writeValueAsString(new Faults(0, 0, 0, 0, 1, 0, 1, 0)), "");
        sandbox.captured(7);
        awaitBodies(5);
        assertThat(types().subList(2, 4)).containsOnly("payment.authorized");
        assertThat(bodies.get(2)).contains("\"amount\":8");
        assertThat(bodies.get(3)).contains("\"amount\":7");
    }

    private void open() throws IOException {
        server = SandboxServer.start(
                TestSandbox.settings(
                        folder, 0, "https://localhost:" + merchant.getAddress().getPort() + "/webhooks"),
                Clock.systemUTC());
        sandbox = new TestSandbox(server.port());
    }

    private List<String> types() {
        return bodies.stream()
                .map(body -> TestSandbox.JSON.readTree(body).path("type").asString())
                .toList();
    }

    private void awaitBodies(int count) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(10);
        while (bodies.size() < count && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(bodies).hasSizeGreaterThanOrEqualTo(count);
    }

    private static String mac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
