package dev.palisade.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CatalogServiceTests {

    private static final String PRODUCTS = "/api/catalog/products";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
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
    void listWhenNothingIsAskedForThenFirstPageByName() throws IOException {
        Answer answer = client.read(PRODUCTS);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode page = answer.json();
        assertThat(page.path("page").asInt()).isZero();
        assertThat(page.path("size").asInt()).isEqualTo(24);
        assertThat(page.path("total").asInt()).isGreaterThanOrEqualTo(72);
        assertThat(page.path("items")).hasSize(24);
        assertThat(names(page)).isSorted();
        assertThat(page.path("items").path(0).propertyNames())
                .containsExactly("id", "sku", "name", "description", "category", "price", "available");
    }

    @Test
    void listWhenPagedThenEveryProductOnce() throws IOException {
        List<String> all = new java.util.ArrayList<>();
        int total = client.read(PRODUCTS).json().path("total").asInt();
        for (int page = 0; page * 10 < total; page++) {
            client.read(PRODUCTS + "?size=10&page=" + page)
                    .json()
                    .path("items")
                    .forEach(item -> all.add(item.path("id").asString()));
        }
        assertThat(all).hasSize(total).doesNotHaveDuplicates();
    }

    @Test
    void listWhenPageIsBehindTheLastThenEmpty() throws IOException {
        JsonNode page = client.read(PRODUCTS + "?page=10000&size=100").json();
        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("total").asInt()).isGreaterThanOrEqualTo(72);
    }

    @ParameterizedTest
    @CsvSource({"NESTING%20larch,1", "larch%20secateurs,0", "ga-105,1", "'  nesting   ',1", "100%25,0", "_,0", "%5C,0"})
    void searchWhenWordsThenAllMustOccur(String query, int found) throws IOException {
        JsonNode page =
                client.read(PRODUCTS + "?query=" + query.replace(" ", "%20")).json();
        assertThat(page.path("total").asInt()).isEqualTo(found);
        assertThat(page.path("items")).hasSize(found);
    }

    @Test
    void searchWhenCategoryThenOnlyThatShelf() throws IOException {
        JsonNode page = client.read(PRODUCTS + "?category=garden&size=100").json();
        assertThat(page.path("items"))
                .isNotEmpty()
                .allMatch(item -> item.path("category").asString().equals("garden"));
        JsonNode nothing = client.read(PRODUCTS + "?category=no-such-shelf").json();
        assertThat(nothing.path("total").asInt()).isZero();
    }

    @Test
    void readWhenKnownThenProduct() throws IOException {
        Answer answer = client.read(PRODUCTS + "/8c46ae47-9051-49c5-a107-ef1d57480415");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("sku").asString()).isEqualTo("GA-103");
        assertThat(answer.json().path("price").toString()).isEqualTo("{\"amount\":\"29.00\",\"currency\":\"EUR\"}");
        assertThat(answer.json().path("available").asBoolean()).isTrue();
    }

    @Test
    void readWhenUnknownThenNotFound() throws IOException {
        Answer answer = client.read(PRODUCTS + "/" + UUID.randomUUID());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
    }

    @Test
    void addWhenNewThenCreatedAndFound() throws IOException {
        Answer answer = client.change("POST", PRODUCTS, product(sku(), "7.50", 0));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("available").asBoolean()).isFalse();
        String id = answer.json().path("id").asString();
        assertThat(client.read(PRODUCTS + "/" + id).json()).isEqualTo(answer.json());
    }

    @Test
    void addWhenNumberIsTakenThenConflictAndNothingChanges() throws IOException {
        String state = database.checksum();
        Answer answer = client.change("POST", PRODUCTS, product("GA-101", "7.50", 3));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("sku-taken");
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void changeWhenKnownThenChanged() throws IOException {
        String sku = sku();
        String path = PRODUCTS + "/"
                + client.change("POST", PRODUCTS, product(sku, "7.50", 3))
                        .json()
                        .path("id")
                        .asString();
        Answer answer = client.change("PUT", path, product(sku, "8.00", 0));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode changed = client.read(path).json();
        assertThat(changed).isEqualTo(answer.json());
        assertThat(changed.path("price").path("amount").asString()).isEqualTo("8.00");
        assertThat(changed.path("available").asBoolean()).isFalse();
    }

    @Test
    void changeWhenAnotherNumberThenConflictAndNothingChanges() throws IOException {
        String path = PRODUCTS + "/8c46ae47-9051-49c5-a107-ef1d57480415";
        String state = database.checksum();
        Answer answer = client.change("PUT", path, product("GA-999", "8.00", 1));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("sku-fixed");
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void changeWhenUnknownThenNotFound() throws IOException {
        String state = database.checksum();
        Answer answer = client.change("PUT", PRODUCTS + "/" + UUID.randomUUID(), product(sku(), "8.00", 1));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void cartReadsWhenSomeAreUnknownThenTheKnownOnes() throws IOException {
        String known = "8c46ae47-9051-49c5-a107-ef1d57480415";
        Answer answer = client.cartReads("/internal/products?ids=" + known + "," + UUID.randomUUID());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items")).hasSize(1);
        assertThat(answer.json().path("items").path(0).path("id").asString()).isEqualTo(known);
    }

    private static List<String> names(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }

    private static String sku() {
        return "T-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(java.util.Locale.ROOT);
    }

    static String product(String sku, String amount, int stock) {
        return """
                {"sku":"%s","name":"A thing","description":"For a test.","category":"test-things",
                 "price":{"amount":"%s","currency":"EUR"},"stock":%d}
                """.formatted(sku, amount, stock);
    }
}
