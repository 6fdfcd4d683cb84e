package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.contract.ContractReport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nothing is served, routed or answered that no contract names. */
class ContractsE2eTests {

    @Test
    void reportWhenThePlatformRunsThenNothingDiffers() throws IOException {
        try (Shop alice = Shop.of("alice")) {
            assertThat(alice.get("/api/cart").status()).isEqualTo(200);
            assertThat(alice.get("/api/openapi").status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    ContractReport report = RunningPlatform.platform().contracts();
                    assertThat(report.observed()).isNotNull().isPositive();
                    assertThat(report.unused())
                            .doesNotContain("cart-service: GET /api/cart", "gateway: GET /api/openapi");
                });
        ContractReport report = RunningPlatform.platform().contracts();
        assertThat(report.differences()).isEmpty();
        assertThat(report.operations()).isEqualTo(report.served()).isGreaterThan(15);
        assertThat(report.routes()).isGreaterThan(10);
    }
}
