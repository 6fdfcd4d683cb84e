package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import dev.palisade.local.Zipkin;
import dev.palisade.local.drift.Drift;
import dev.palisade.local.drift.Drift.Difference;
import dev.palisade.verify.landscape.Landscape;
import dev.palisade.verify.landscape.Landscape.Flow;
import dev.palisade.verify.landscape.Supplier;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What runs is what the repository says, and whatever is changed by hand is named. */
class DriftE2eTests {

    @Test
    void driftWhenSomethingIsChangedByHandThenIsNamedUntilItIsSetRight() throws Exception {
        Platform platform = RunningPlatform.platform();

        assertThat(platform.drift().differences()).isEmpty();
        assertThat(platform.drift().compared()).isGreaterThan(30);

        platform.restart("catalog-service", Map.of("PALISADE_CATALOG_RESERVATION_LIFE", "PT20M"), Progress.SILENT);
        Database.change(
                "cart",
                "insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by,"
                        + " execution_time, success) values (999, '999', 'by hand', 'SQL', 'V999', 'me', 1, true)");
        try {
            Drift drift = platform.drift();
            assertThat(drift.differences())
                    .contains(new Difference("catalog-service", "started", "as usual", "with other settings"))
                    .anySatisfy(difference -> {
                        assertThat(difference.part()).isEqualTo("database cart");
                        assertThat(difference.running()).contains("999");
                    })
                    .hasSize(2);
        } finally {
            Database.change("cart", "delete from flyway_schema_history where installed_rank = 999");
            platform.restart("catalog-service", Progress.SILENT);
        }
        assertThat(platform.drift().differences()).isEmpty();
    }

    @Test
    void landscapeWhenReadThenNobodyTalksUndeclaredAndEverythingHasASupplier() throws Exception {
        Platform platform = RunningPlatform.platform();
        try (Shop nobody = Shop.anonymous()) {
            assertThat(nobody.get("/api/catalog/products").status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Zipkin.get(platform.tracing(), "traces?serviceName=catalog-service")
                        .body()
                        .contains("jdbc.query"));

        Landscape landscape = Landscape.of(platform, RunningPlatform.repository());

        assertThat(landscape.flows()).filteredOn(Flow::isUndeclared).isEmpty();
        assertThat(landscape.flows())
                .filteredOn(flow -> flow.to().equals("database catalog"))
                .singleElement()
                .satisfies(flow -> assertThat(flow.seen()).isPositive());
        assertThat(landscape.assets())
                .extracting(Landscape.Asset::name)
                .contains("spiffe://palisade.internal/payment-service", "ledger_entry");
        assertThat(landscape.grants()).anySatisfy(grant -> {
            assertThat(grant.kind()).isEqualTo("role");
            assertThat(grant.of()).isEqualTo("auditor");
        });
        assertThat(landscape.suppliers()).extracting(Supplier::name).doesNotContain(Supplier.UNKNOWN);
        assertThat(landscape.contracts().differences()).isEmpty();
        assertThat(landscape.drift().differences()).isEmpty();
    }
}
