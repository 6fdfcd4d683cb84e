package dev.palisade.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractReportTests {

    private static final Set<String> CART = Set.of("GET /api/cart", "PUT /internal/cart");
    private static final Set<String> OWN = Set.of("GET /api/session");
    private static final Operations CONTRACTS = new Operations(Map.of("cart-service", CART, "gateway", OWN));
    private static final Set<String> ROUTES = Set.of("GET /api/cart");

    @Test
    void reportWhenAllAgreeThenEmpty() {
        Operations served = new Operations(Map.of(
                "cart-service",
                with(CART, "GET /actuator/health/**", "ANY /error"),
                "gateway",
                with(OWN, "ANY /error")));
        Operations traffic = new Operations(
                Map.of("cart-service", CART, "gateway", with(OWN, "GET /api/cart", "GET /pictures/**", "GET /**")));
        ContractReport report = ContractReport.of(CONTRACTS, served, ROUTES, traffic);
        assertThat(report.differences()).isEmpty();
        assertThat(report.unused()).isEmpty();
        assertThat(report.operations()).isEqualTo(3);
    }

    @Test
    void reportWhenAnEndpointHasNoContractThenItIsAShadow() {
        Operations served = new Operations(Map.of("cart-service", with(CART, "POST /api/debug"), "gateway", OWN));
        assertThat(kinds(ContractReport.of(CONTRACTS, served, ROUTES, null)))
                .containsExactly("shadow cart-service POST /api/debug");
    }

    @Test
    void reportWhenAServiceHasNoContractThenAllOfItIsAShadow() {
        Operations served =
                new Operations(Map.of("cart-service", CART, "gateway", OWN, "new-service", Set.of("GET /api/new")));
        assertThat(kinds(ContractReport.of(CONTRACTS, served, ROUTES, null)))
                .containsExactly("shadow new-service GET /api/new");
    }

    @Test
    void reportWhenNothingServesWhatTheContractNamesThenItIsAZombie() {
        Operations served = new Operations(Map.of("cart-service", Set.of("GET /api/cart"), "gateway", OWN));
        assertThat(kinds(ContractReport.of(CONTRACTS, served, ROUTES, null)))
                .containsExactly("zombie cart-service PUT /internal/cart");
    }

    @Test
    void reportWhenRoutesAreOthersThenBothSidesAreNamed() {
        assertThat(kinds(ContractReport.of(CONTRACTS, CONTRACTS, Set.of("PUT /internal/cart"), null)))
                .containsExactly("shadow-route gateway PUT /internal/cart", "missing-route gateway GET /api/cart");
    }

    @Test
    void reportWhenTheTracesShowMoreThenItIsShadowTraffic() {
        Operations traffic = new Operations(Map.of("cart-service", Set.of("GET /api/cart", "GET /api/old")));
        ContractReport report = ContractReport.of(CONTRACTS, CONTRACTS, ROUTES, traffic);
        assertThat(kinds(report)).containsExactly("shadow-traffic cart-service GET /api/old");
        assertThat(report.unused()).containsExactly("cart-service: PUT /internal/cart", "gateway: GET /api/session");
    }

    @Test
    void logWhenReadThenTheLastWordCounts(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("cart-service.log");
        Files.writeString(log, """
                not json
                {"log":{"logger":"palisade.operations"},"operations":{"served":["GET /api/old"]}}
                {"log":{"logger":"palisade.operations"},"operations":{"routes":["GET /api/route"]}}
                {"log":{"logger":"palisade.operations"},"operations":{"served":["GET /api/cart","ANY /error"]}}
                """);
        assertThat(Sources.said(log, "served")).containsExactly("ANY /error", "GET /api/cart");
        assertThat(Sources.said(log, "routes")).containsExactly("GET /api/route");
        Files.writeString(log, "nothing\n");
        assertThatThrownBy(() -> Sources.said(log, "served")).isInstanceOf(PlatformException.class);
    }

    @Test
    void tracesWhenReadThenOnlyWhatTheServiceAnsweredWithSuccess() {
        List<?> traces = Json.read("""
                [[
                 {"kind":"SERVER","localEndpoint":{"serviceName":"cart-service"},
                  "tags":{"method":"GET","uri":"/api/cart","status":"200"}},
                 {"kind":"SERVER","localEndpoint":{"serviceName":"cart-service"},
                  "tags":{"method":"GET","uri":"/api/refused","status":"404"}},
                 {"kind":"SERVER","localEndpoint":{"serviceName":"cart-service"},
                  "tags":{"method":"GET","uri":"UNKNOWN","status":"200"}},
                 {"kind":"CLIENT","localEndpoint":{"serviceName":"cart-service"},
                  "tags":{"method":"GET","uri":"/internal/products","status":"200"}},
                 {"kind":"SERVER","localEndpoint":{"serviceName":"gateway"},
                  "tags":{"method":"GET","uri":"/api/session","status":"200"}},
                 {"kind":"SERVER"}
                ]]
                """, List.class);
        assertThat(Sources.answered(traces, "cart-service")).containsExactly("GET /api/cart");
    }

    @Test
    void contractsWhenReadThenEveryPublishedOperation() {
        Path repository = Path.of("..").toAbsolutePath().normalize();
        Operations contracts = Sources.contracts(repository, List.of("gateway", "catalog-service", "cart-service"));
        assertThat(contracts.of("catalog-service")).contains("GET /api/catalog/products", "GET /internal/products");
        assertThat(contracts.of("gateway"))
                .containsExactly("GET /api/openapi", "GET /api/session", "POST /backchannel-logout");
    }

    private static Set<String> with(Set<String> operations, String... more) {
        Set<String> all = new HashSet<>(operations);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> kinds(ContractReport report) {
        return report.differences().stream()
                .map(difference -> difference.kind() + " " + difference.service() + " " + difference.operation())
                .toList();
    }
}
