package dev.palisade.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.ca.Identity;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.example.Example;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

/** A renewed certificate is used by the server and by the client, while requests go on. */
@SpringBootTest(
        classes = Example.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=renewed", "palisade.test.workload=renewed"})
class IdentityTests {

    private static final TestService NEIGHBOUR = TestService.start("cart-service", request -> Response.ok("{}"));

    @LocalServerPort
    private int port;

    @Autowired
    private Neighbours neighbours;

    @Autowired
    private WorkloadIdentity identity;

    @DynamicPropertySource
    static void neighbours(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.cart-service.url", NEIGHBOUR::url);
    }

    @Test
    void renewalWhenRequestsGoOnThenNoneFailsAndTheOldIdentityIsGone() throws Exception {
        RestClient client = RestClient.builder()
                .requestFactory(neighbours)
                .baseUrl(NEIGHBOUR.url())
                .build();
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger done = new AtomicInteger();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        Identity caller = TestPlatform.identity("gateway");
        Thread out = Thread.ofVirtual().start(() -> {
            while (running.get()) {
                try {
                    client.get().uri("/x").retrieve().toBodilessEntity();
                    done.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        });
        Thread in = Thread.ofVirtual().start(() -> {
            while (running.get()) {
                // A client each time, so that each request begins with a handshake.
                try (TestClient each = TestClient.as(caller, "https://localhost:" + port)) {
                    assertThat(each.request("GET", "/hello").send().status()).isEqualTo(200);
                    done.incrementAndGet();
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        });

        String before = identity.current().thumbprint();
        Identity renewed = TestPlatform.renew("renewed");
        Instant patience = Instant.now().plus(Duration.ofSeconds(30));
        while (identity.current().thumbprint().equals(before) && Instant.now().isBefore(patience)) {
            Thread.sleep(50);
        }
        Thread.sleep(1000); // requests that were under way finish
        NEIGHBOUR.forget();
        int soFar = done.get();
        Thread.sleep(1000);
        running.set(false);
        out.join();
        in.join();

        assertThat(failures).isEmpty();
        assertThat(done.get()).isGreaterThan(soFar);
        assertThat(identity.current().certificate()).isEqualTo(renewed.certificate());
        assertThat(NEIGHBOUR.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.peer()).isEqualTo(renewed.certificate()));
        assertThat(presented()).isEqualTo(renewed.certificate());
    }

    private X509Certificate presented() throws IOException {
        try (SSLSocket socket = (SSLSocket) TestPlatform.identity("gateway")
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
