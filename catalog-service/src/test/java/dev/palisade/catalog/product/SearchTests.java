package dev.palisade.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.catalog.CatalogClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Who mistypes finds it all the same, and after what they have typed exactly. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SearchTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Products products;

    private CatalogClient client;

    @BeforeEach
    void connect() {
        client = new CatalogClient(port);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "kettle,'Whistling kettle, 2 l'",
        "ketle,'Whistling kettle, 2 l'",
        "kettel,'Whistling kettle, 2 l'",
        "KETLE,'Whistling kettle, 2 l'",
        "wistling ketle,'Whistling kettle, 2 l'",
        "secatuers,Bypass secateurs",
        "bypass secatuers,Bypass secateurs",
        "sautee,'Copper sauté pan, 24 cm'",
        "sautéé,'Copper sauté pan, 24 cm'"
    })
    void searchWhenMistypedThenWhatWasMeantComesFirst(String query, String name) throws IOException {
        assertThat(names(query)).startsWith(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zzzzqqqq",
                "ket",
                "ket%e",
                "ketl_",
                "%",
                "____",
                "ga-1O1",
                "ki-2066",
                "kettle xylophone",
                "' or 1=1 --",
                "水壺水壺",
                "\uD83E\uDED6\uD83E\uDED6\uD83E\uDED6\uD83E\uDED6",
                "kettle:word1"
            })
    void searchWhenNothingIsAlikeThenNothingIsMadeUp(String query) throws IOException {
        assertThat(names(query)).allMatch(name -> query.equals("ket"));
    }

    @Test
    void searchWhenTheWordItselfOccursThenBeforeTheSimilar() throws IOException {
        TestDatabase.named("catalog").execute("""
                insert into product (id, sku, category, name, description, price_amount, price_currency, stock)
                select gen_random_uuid(), 'S-' || n, 'similar', name, '', 1, 'EUR', 1
                from unnest(array['A lanter', 'Lantern two', 'A Lanttern', 'Lantern one', 'Lantenr', 'Something']) with ordinality t(name, n)
                on conflict do nothing
                """);
        assertThat(names("lantern", "&category=similar"))
                .containsExactly("Lantern one", "Lantern two", "A Lanttern", "A lanter");
        JsonNode second = page("lantern", "&category=similar&size=3&page=1");
        assertThat(names(second)).containsExactly("A lanter");
        assertThat(second.path("total").asInt()).isEqualTo(4);
        assertThat(names(page("lantern", "&category=similar&size=3&page=0")))
                .containsExactly("Lantern one", "Lantern two", "A Lanttern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab ", "kettle", "ketle ", "%", "é"})
    void searchWhenHundredLettersThenAnswered(String part) throws IOException {
        Answer answer = client.read("/api/catalog/products?query="
                + URLEncoder.encode(part.repeat(100).substring(0, 100), StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void searchWhenThereAreManyGoodsThenAnIndexAnswers() {
        TestDatabase database = TestDatabase.named("catalog");
        database.execute("create table many (like product including all)");
        try {
            database.execute("""
                    insert into many (id, sku, category, name, description, price_amount, price_currency, stock)
                    select gen_random_uuid(), 'M-' || n, 'many', md5(n::text), md5((-n)::text), 1, 'EUR', 1
                    from generate_series(1, 1000) n
                    """);
            database.execute("set enable_seqscan = off"); // what PostgreSQL could do with any number of rows
            List<String> plan = database.column(
                    "explain select * from many where search like '%ketle%' or search %>> 'ketle' limit 1000");
            assertThat(String.join("\n", plan)).contains("Bitmap Index Scan").doesNotContain("Seq Scan");
        } finally {
            database.execute("reset enable_seqscan");
            database.execute("drop table many");
        }
    }

    @Test
    void categoriesWhenReadThenEachWithItsProducts() throws IOException {
        JsonNode categories = client.read("/api/catalog/categories").json().path("items");
        List<String> names = categories
                .valueStream()
                .map(category -> category.path("name").asString())
                .toList();
        assertThat(names).contains("garden", "kitchen", "table", "home", "outdoor", "stationery");
        assertThat(names).isSorted().doesNotHaveDuplicates();
        for (JsonNode category : categories) {
            assertThat(category.path("products").asLong())
                    .isEqualTo(
                            products.page(new Search("", category.path("name").asString(), 0, 1))
                                    .total());
        }
    }

    private List<String> names(String query) throws IOException {
        return names(query, "");
    }

    private List<String> names(String query, String more) throws IOException {
        return names(page(query, more));
    }

    private JsonNode page(String query, String more) throws IOException {
        return client.read("/api/catalog/products?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + more)
                .json();
    }

    private static List<String> names(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }
}
