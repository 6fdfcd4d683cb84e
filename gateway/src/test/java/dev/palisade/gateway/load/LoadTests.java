package dev.palisade.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.GatewayTest;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Under load what matters goes on, and who is slow waits alone. */
@TestPropertySource(
        properties = {
            "palisade.gateway.load.browsing=2",
            "palisade.gateway.load.others=4",
            "palisade.gateway.load.most=6",
            "palisade.gateway.body-time=2s"
        })
class LoadTests extends GatewayTest {

    @Test
    void loadWhenItGrowsThenBrowsingGoesFirstAndBuyingLast() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch leave = new CountDownLatch(1);
        CART.answer(request -> {
            arrived.countDown();
            await(leave);
            return Response.ok("{}");
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> slow = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                slow.add(threads.submit(() -> cart()));
            }
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            TestClient.Answer browsing =
                    client.request("GET", "/api/catalog/products").send();
            assertProblem(browsing, 503, "unavailable");
            assertThat(browsing.header("Retry-After")).isEqualTo("2");
            assertThat(payment("GET", "/api/payments/00000000-0000-4000-8000-000000000001", null))
                    .isEqualTo(200);

            arriving(threads, slow, 2);
            assertThat(payment("GET", "/api/payments/00000000-0000-4000-8000-000000000001", null))
                    .isEqualTo(503);
            assertThat(payment("POST", "/api/payments/methods", CARD)).isEqualTo(200);

            leave.countDown();
            for (Future<Integer> each : slow) {
                assertThat(each.get()).isEqualTo(200);
            }
        }
        assertThat(client.request("GET", "/api/catalog/products").send().status())
                .isEqualTo(200);
    }

    /** Bodies that trickle in, more of them than may be under way at once. */
    @Test
    void clientsWhenTheySendSlowlyThenTheyStarveThemselvesOnly() throws Exception {
        List<SSLSocket> slow = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                SSLSocket socket = connect();
                slow.add(socket);
                answers.add(threads.submit(() -> trickle(socket)));
            }
            Instant begin = Instant.now();
            for (int i = 0; i < 20; i++) {
                assertThat(client.request("GET", "/api/catalog/products").send().status())
                        .isEqualTo(200);
            }
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
            for (Future<String> answer : answers) {
                assertThat(answer.get(40, TimeUnit.SECONDS)).contains(" 408 ", "urn:palisade:problem:request-timeout");
            }
        } finally {
            for (SSLSocket socket : slow) {
                socket.close();
            }
        }
        assertThat(CART.requests()).isEmpty();
    }

    @Test
    void limitsWhenTheWrongWayRoundThenRefusedInWords() {
        assertThat(new GatewayProperties.Load(3, 3, 3, Set.of()).most()).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> new GatewayProperties.Load(3, 4, 1, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new GatewayProperties.Load(3, 2, 0, Set.of()));
    }

    private static final String CARD = "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}";

    private void arriving(ExecutorService threads, List<Future<Integer>> slow, int more) throws Exception {
        int before = CART.requests().size();
        for (int i = 0; i < more; i++) {
            slow.add(threads.submit(() -> cart()));
        }
        Instant end = Instant.now().plusSeconds(10);
        while (CART.requests().size() < before + more && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(CART.requests()).hasSize(before + more);
    }

    private int cart() throws IOException {
        try (TestClient own = TestClient.anonymous(base())) {
            return own.request("GET", "/api/cart")
                    .bearer(token(person()).sign())
                    .send()
                    .status();
        }
    }

    private int payment(String method, String path, @Nullable String body) throws IOException {
        TestClient.Request request =
                client.request(method, path).bearer(token(person()).sign());
        return (body == null ? request : request.json(body)).send().status();
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket =
                (SSLSocket) Identity.trustOnly(TestPlatform.authority().root())
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        String head = Raw.head(
                "PUT",
                "/api/cart/items/00000000-0000-4000-8000-000000000001",
                "localhost:" + port,
                "Authorization: Bearer " + token(person()).sign(),
                "Content-Type: application/json",
                "Content-Length: 1000");
        socket.getOutputStream().write((head + "\r\n{").getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String trickle(SSLSocket socket) throws IOException, InterruptedException {
        Thread writer = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 60; i++) {
                    socket.getOutputStream().write(' ');
                    socket.getOutputStream().flush();
                    Thread.sleep(250);
                }
            } catch (IOException | InterruptedException e) {
                // The gateway has had enough.
            }
        });
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        writer.interrupt();
        writer.join();
        return answer;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
