package dev.palisade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.sandbox.TestSandbox.Answer;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends the process with kill -9 while it works: what it answered is there, and nothing is there twice. */
class CrashTests {

    private static final int CRASHES = 3;
    private static final int MERCHANTS = 6;

    @TempDir
    private Path folder;

    private int healthPort;

    @Test
    void killWhenBusyThenNothingAnsweredIsLostAndNothingIsDoubled() throws Exception {
        int port = freePort();
        healthPort = freePort();
        Settings settings = TestSandbox.settings(folder, port);
        Process process = start(settings);
        TestSandbox sandbox = new TestSandbox(port);
        Map<String, String> answered = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> merchants = new ArrayList<>();
        try {
            await(sandbox);
            String card = sandbox.card("4242424242424242");
            for (int i = 0; i < MERCHANTS; i++) {
                String name = "m" + i;
                merchants.add(Thread.ofVirtual().start(() -> buy(sandbox, card, name, answered, over)));
            }
            for (int crash = 0; crash < CRASHES; crash++) {
                Thread.sleep(700);
                process.destroyForcibly().waitFor();
                process = start(settings);
                await(sandbox);
            }
            Thread.sleep(300);
            over.set(true);
            for (Thread merchant : merchants) {
                merchant.join();
            }
            process.destroyForcibly().waitFor();
            process = start(settings);
            await(sandbox);

            try (HttpClient plain = HttpClient.newHttpClient()) {
                URI health = URI.create("http://127.0.0.1:" + healthPort + "/actuator/health/readiness");
                assertThat(plain.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(answered).hasSizeGreaterThan(MERCHANTS);
            for (Map.Entry<String, String> each : answered.entrySet()) {
                Answer again = sandbox.post("/v1/payments", TestSandbox.payment(each.getKey(), card, 5), each.getKey());
                assertThat(again.body()).isEqualTo(each.getValue());
                assertThat(sandbox.get("/v1/payments/" + each.getKey())
                                .json()
                                .path("status")
                                .asString())
                        .isEqualTo("captured");
            }
            assertThat(sandbox.get("/v1/statement").json().path("data").findValuesAsString("reference"))
                    .doesNotHaveDuplicates()
                    .containsAll(answered.keySet());
        } finally {
            over.set(true);
            process.destroyForcibly();
        }
    }

    /** Repeats each request with its key until there is an answer, as a merchant does. */
    private static void buy(
            TestSandbox sandbox, String card, String name, Map<String, String> answered, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            String reference = name + "-" + i;
            String body = until(sandbox, "/v1/payments", TestSandbox.payment(reference, card, 5), reference);
            until(sandbox, "/v1/payments/" + reference + "/capture", "", "capture-" + reference);
            answered.put(reference, body);
        }
    }

    private static String until(TestSandbox sandbox, String path, String body, String key) {
        while (true) {
            try {
                Answer answer = sandbox.post(path, body, key);
                if (answer.status() < 300) {
                    return answer.body();
                }
            } catch (IOException e) {
                pause(20);
            }
        }
    }

    private Process start(Settings settings) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PaymentSandbox.class.getName(),
                        "--port=" + settings.port(),
                        "--data=" + settings.data(),
                        "--identity=" + settings.identity(),
                        "--api-key-file=" + settings.apiKey(),
                        "--webhook-secrets-file=" + settings.webhookSecrets(),
                        "--health-port=" + healthPort)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "log")))
                .start();
    }

    private static void await(TestSandbox sandbox) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end)) {
            try {
                if (sandbox.get("/health").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                pause(50);
            }
        }
        throw new AssertionError("The sandbox does not answer");
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
