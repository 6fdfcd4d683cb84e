package dev.palisade.gateway.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.gateway.GatewayTest;
import dev.palisade.test.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway as it runs in containers, its budgets in a real store. */
@DirtiesContext
class SharedThrottleTests extends GatewayTest {

    private static final ValkeyServer SERVER = start();

    private static ValkeyServer start() {
        try {
            return ValkeyServer.start();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) {
        registry.add("palisade.gateway.throttle.store", () -> "valkey");
        registry.add("palisade.gateway.throttle.server", SERVER::address);
        registry.add("palisade.gateway.throttle.password", SERVER::password);
        registry.add("palisade.gateway.throttle.address.quota", () -> 16);
        registry.add("palisade.gateway.throttle.address.burst", () -> 8);
        registry.add("palisade.gateway.throttle.address.window", () -> "1h");
        registry.add("palisade.gateway.throttle.costs.placeOrder", () -> 1);
        registry.add("palisade.gateway.throttle.costs.addPaymentMethod", () -> 1);
        registry.add("palisade.gateway.throttle.costs.refundPayment", () -> 1);
        registry.add("palisade.gateway.throttle.costs.createGuestCart", () -> 1);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.close();
    }

    @Test
    void storeWhenLostThenTheGatewayStaysOpenForLessAndClosedBeyond() throws IOException, InterruptedException {
        for (int i = 0; i < 8; i++) {
            TestClient.Answer answer = client.request("GET", "/api/session").send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().allValues("RateLimit-Policy"))
                    .contains("\"address\";q=16;w=3600");
        }
        assertThat(client.request("GET", "/api/session").send().status()).isEqualTo(429);

        SERVER.kill();

        for (int i = 0; i < 2; i++) {
            TestClient.Answer answer = client.request("GET", "/api/session").send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().allValues("RateLimit-Policy"))
                    .contains("\"address\";q=4;w=3600");
        }
        assertThat(client.request("GET", "/api/session").send().status()).isEqualTo(429);
    }
}
