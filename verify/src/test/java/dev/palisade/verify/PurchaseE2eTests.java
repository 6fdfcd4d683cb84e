package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.Zipkin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PurchaseE2eTests {

    @Test
    void purchaseWhenCardIsGoodThenConfirmedPaidAndTakenFromStockOnce() throws Exception {
        try (Shop alice = Shop.of("alice")) {
            JsonNode product = alice.product(3);
            String id = product.path("id").asString();
            int stock = stock(id);
            alice.fill(id, 2);

            String card = alice.card(Shop.CARD);
            String key = Shop.newKey();
            Shop.Answer order = alice.buy(card, key);
            Shop.Answer again = alice.buy(card, key);

            assertThat(order.status()).isEqualTo(201);
            assertThat(order.json().path("status").asString()).isEqualTo("CONFIRMED");
            assertThat(again.json()).isEqualTo(order.json());
            assertThat(stock(id)).isEqualTo(stock - 2);
            Shop.Answer payment =
                    alice.get("/api/payments/" + order.json().path("paymentId").asString());
            assertThat(payment.json().path("status").asString()).isEqualTo("CAPTURED");
            assertThat(payment.json().path("amount")).isEqualTo(order.json().path("total"));
            assertThat(alice.get("/api/cart").json().path("items")).isEmpty();
            assertThat(Database.value("payment", "select coalesce(sum(amount), 0) = 0 from ledger_entry"))
                    .isEqualTo("t");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4000000000000002, 402, card-declined",
        "4000000000009995, 402, insufficient-funds",
        "4000000000000119, 503, provider-failed",
        "4000000000000341, 201, ''"
    })
    void purchaseWhenSandboxCardThenAnswersAsDocumented(String number, int status, String problem) throws Exception {
        try (Shop bob = Shop.of("bob")) {
            bob.fill(bob.product(5).path("id").asString(), 1);

            Shop.Answer order = bob.buy(bob.card(number), Shop.newKey());

            assertThat(order.status()).isEqualTo(status);
            assertThat(order.problem()).isEqualTo(problem);
        }
    }

    @Test
    void ordersWhenAnotherPersonAsksThenThereAreNone() throws IOException {
        try (Shop alice = Shop.of("alice");
                Shop bob = Shop.of("bob")) {
            alice.fill(alice.product(1).path("id").asString(), 1);
            JsonNode order = alice.buy(alice.card(Shop.CARD), Shop.newKey()).json();
            String path = "/api/orders/" + order.path("id").asString();
            String payment = "/api/payments/" + order.path("paymentId").asString();

            assertThat(alice.get(path).status()).isEqualTo(200);
            assertThat(bob.get(path).status()).isEqualTo(404);
            assertThat(alice.get(payment).status()).isEqualTo(200);
            assertThat(bob.get(payment).status()).isEqualTo(404);
        }
    }

    @Test
    void purchaseWhenTracedThenOneTraceFromTheDoorToEveryDatabase() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");
        try (Shop alice = Shop.of("alice")) {
            alice.fill(alice.product(2).path("id").asString(), 1);
            String card = alice.card(Shop.CARD);
            alice.with("traceparent", "00-" + trace + "-00000000000000a1-01");

            assertThat(alice.buy(card, Shop.newKey()).status()).isEqualTo(201);
        }

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    Set<String> services = new HashSet<>();
                    Set<String> queries = new HashSet<>();
                    for (JsonNode span : spans(trace)) {
                        String service =
                                span.path("localEndpoint").path("serviceName").asString();
                        services.add(service);
                        if (span.path("tags").toString().contains("jdbc.query")) {
                            queries.add(service);
                        }
                    }
                    assertThat(services).contains("gateway", "cart-service", "catalog-service", "payment-service");
                    assertThat(queries).contains("cart-service", "catalog-service", "payment-service");
                });
    }

    private static JsonNode spans(String trace) throws IOException, InterruptedException {
        HttpResponse<String> answer = Zipkin.get(RunningPlatform.platform().tracing(), "trace/" + trace);
        JsonMapper json = new JsonMapper();
        // Until the first span has arrived, Zipkin says in plain text that there is no such trace.
        return answer.statusCode() == 200 ? json.readTree(answer.body()) : json.createArrayNode();
    }

    private static int stock(String product) throws Exception {
        return Integer.parseInt(Database.value("catalog", "select stock from product where id = '" + product + "'"));
    }

    @Test
    void contractWhenReadThenNamesThePublicOperationsOnly() throws IOException {
        try (Shop nobody = Shop.anonymous()) {
            JsonNode paths = nobody.get("/api/openapi").json().path("paths");

            assertThat(paths.propertyNames())
                    .contains("/api/catalog/products", "/api/cart", "/api/orders", "/api/payments/methods")
                    .allSatisfy(path -> assertThat(path).startsWith("/api/"));
            assertThat(nobody.send("GET", "/internal/products?ids=x", null, Map.of())
                            .status())
                    .isEqualTo(404);
        }
    }
}
