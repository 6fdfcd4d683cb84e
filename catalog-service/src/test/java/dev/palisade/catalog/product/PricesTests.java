package dev.palisade.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.catalog.CatalogClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Every price that a product ever had stays known, for those whom it concerns. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PricesTests {

    private static final String PRODUCTS = "/api/catalog/products";
    private static final String SECATEURS = PRODUCTS + "/8c46ae47-9051-49c5-a107-ef1d57480415";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
    private final String sku =
            "P-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    private CatalogClient client;

    @BeforeEach
    void connect() {
        client = new CatalogClient(port);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void readWhenItWasThereBeforeTheHistoryThenItsPrice() throws IOException {
        JsonNode prices = client.readPrices(SECATEURS + "/prices").json();
        assertThat(prices.path("total").asInt()).isEqualTo(1);
        assertThat(prices.path("items").path(0).path("price").toString())
                .isEqualTo("{\"amount\":\"29.00\",\"currency\":\"EUR\"}");
    }

    @Test
    void changeWhenThePriceIsAnotherThenBothAreKnownAndSinceWhen() throws IOException {
        Instant start = Instant.now().minusSeconds(1);
        String path = add("7.50");
        client.change("PUT", path, json("8.00", 3));
        client.change("PUT", path, json("8.00", 4));
        client.change("PUT", path, json("8", 5));
        client.change("PUT", path, json("7.50", 5));
        JsonNode prices = client.readPrices(path + "/prices").json();
        assertThat(amounts(prices)).containsExactly("7.50", "8.00", "7.50");
        List<Instant> times = prices.path("items")
                .valueStream()
                .map(item -> Instant.parse(item.path("from").asString()))
                .toList();
        assertThat(times.reversed()).isSorted().allMatch(time -> time.isAfter(start));
    }

    @Test
    void changeWhenItIsRefusedThenNoPriceIsAdded() throws IOException {
        String path = add("7.50");
        String state = database.checksum();
        for (String amount : new String[] {"-1", "0", "1.001", "1e400", "1000000000000", "NaN", ""}) {
            assertThat(client.change("PUT", path, json(amount, 3)).status())
                    .as(amount)
                    .isEqualTo(400);
        }
        assertThat(client.change("PUT", path, json("9.00", 3).replace("EUR", "USD"))
                        .status())
                .isEqualTo(400);
        assertThat(client.change("PUT", path, json("9.00", 3).replace(sku, "P-1"))
                        .status())
                .isEqualTo(409);
        assertThat(client.changing("PUT", path)
                        .header("If-Match", "\"0\"")
                        .json(json("9.00", 3))
                        .send()
                        .status())
                .isEqualTo(412);
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void readWhenPagedThenEachPriceOnce() throws IOException {
        String path = add("1.00");
        for (int i = 2; i <= 5; i++) {
            client.change("PUT", path, json(i + ".00", 3));
        }
        assertThat(amounts(client.readPrices(path + "/prices?size=2").json())).containsExactly("5.00", "4.00");
        assertThat(amounts(client.readPrices(path + "/prices?size=2&page=2").json()))
                .containsExactly("1.00");
        assertThat(client.readPrices(path + "/prices?size=101").status()).isEqualTo(400);
    }

    @Test
    void readWhenThereIsNoSuchProductThenNotFound() throws IOException {
        Answer answer = client.readPrices(PRODUCTS + "/" + UUID.randomUUID() + "/prices");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into price (product_id, amount, currency, valid_from) select id, 1, 'EUR', now() from product",
                "update price set amount = 1",
                "delete from price",
                "truncate price",
                "alter table price disable trigger all",
                "drop trigger product_next_price on product"
            })
    void statementWhenItTouchesTheHistoryThenPostgresqlRefuses(String sql) throws SQLException {
        String state = database.checksum();
        try (Connection connection = database.connectAs("catalog_app");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    private static List<String> amounts(JsonNode prices) {
        return prices.path("items")
                .valueStream()
                .map(item -> item.path("price").path("amount").asString())
                .toList();
    }

    private String add(String amount) throws IOException {
        return PRODUCTS + "/"
                + client.change("POST", PRODUCTS, json(amount, 3))
                        .json()
                        .path("id")
                        .asString();
    }

    private String json(String amount, int stock) {
        return """
                {"sku":"%s","name":"A thing","description":"For a test.","category":"test-things",
                 "price":{"amount":"%s","currency":"EUR"},"stock":%d}
                """.formatted(sku, amount, stock);
    }
}
