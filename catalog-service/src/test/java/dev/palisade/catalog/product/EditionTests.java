package dev.palisade.catalog.product;

import static dev.palisade.catalog.CatalogClient.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.catalog.CatalogClient;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who changes what somebody else has changed meanwhile is told so. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EditionTests {

    private static final String PRODUCTS = "/api/catalog/products";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
    private final String sku =
            "E-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    private CatalogClient client;
    private String id = "";
    private String tag = "";

    @BeforeEach
    void add() throws IOException {
        client = new CatalogClient(port);
        Answer added = client.change("POST", PRODUCTS, json("1.00"));
        id = added.json().path("id").asString();
        tag = String.valueOf(added.header("ETag"));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void readWhenKnownThenStrongTagThatChangesWithTheProduct() throws IOException {
        assertThat(tag).matches("\"\\d+\"");
        assertThat(client.read(path()).header("ETag")).isEqualTo(tag);
        Answer changed = client.change("PUT", path(), json("2.00"));
        assertThat(changed.header("ETag")).matches("\"\\d+\"").isNotEqualTo(tag);
        assertThat(client.read(path()).header("ETag")).isEqualTo(changed.header("ETag"));
    }

    @Test
    void readWhenGoodsWereReservedThenAnotherTag() throws IOException {
        assertThat(client.reserve("alice", UUID.randomUUID(), item(id, 1)).status())
                .isEqualTo(200);
        assertThat(client.read(path()).header("ETag")).isNotEqualTo(tag);
        assertRefused(change(tag), 412, "precondition-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"x\", %s", "W/%s", "*"})
    void readWhenClientHasItThenNotModified(String field) throws IOException {
        Answer answer = client.reading(path())
                .header("If-None-Match", field.formatted(tag))
                .send();
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo(tag);
        assertThat(answer.response().body()).isEmpty();
    }

    @Test
    void readWhenClientHasAnOlderOneThenTheProduct() throws IOException {
        client.change("PUT", path(), json("2.00"));
        Answer answer = client.reading(path()).header("If-None-Match", tag).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("price").path("amount").asString()).isEqualTo("2.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"other\",%s", "*"})
    void changeWhenTagIsRightThenChanged(String field) throws IOException {
        assertThat(change(field.formatted(tag)).send().status()).isEqualTo(200);
        assertThat(client.read(path()).json().path("price").path("amount").asString())
                .isEqualTo("3.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0\"", "\"\"", "\"other\", \"another\"", "W/%s"})
    void changeWhenTagIsAnotherThenPreconditionFailed(String field) throws IOException {
        assertRefused(change(field.formatted(tag)), 412, "precondition-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "**", "\"1\" \"2\"", "\"1\",", "w/\"1\"", "' or 1=1"})
    void changeWhenTagIsNoneThenInvalidValue(String field) throws IOException {
        assertRefused(change(field), 400, "invalid-value");
    }

    @Test
    void changeWhenNoTagIsSentThenChangedAsBefore() throws IOException {
        client.change("PUT", path(), json("2.00"));
        assertThat(client.change("PUT", path(), json("3.00")).status()).isEqualTo(200);
    }

    @Test
    void changeWhenRefusedAnyhowThenTheTagIsNotLookedAt() throws IOException {
        assertRefused(
                client.changing("PUT", PRODUCTS + "/" + UUID.randomUUID())
                        .header("If-Match", tag)
                        .json(json("3.00")),
                404,
                "not-found");
        assertRefused(
                client.changing("PUT", path())
                        .header("If-Match", "\"0\"")
                        .json(json("3.00").replace(sku, "E-1")),
                409,
                "sku-fixed");
    }

    @Test
    void changeWhenTenHaveReadTheSameThenOneChangesIt() throws Exception {
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                running.add(threads.submit(() -> change(tag).send()));
            }
            for (Future<Answer> each : running) {
                answers.add(each.get().status());
            }
        }
        assertThat(answers)
                .containsOnlyOnce(200)
                .filteredOn(status -> status == 412)
                .hasSize(9);
    }

    private void assertRefused(TestClient.Request request, int status, String problem) throws IOException {
        String state = database.checksum();
        Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(database.checksum()).isEqualTo(state);
    }

    private TestClient.Request change(String field) {
        return client.changing("PUT", path()).header("If-Match", field).json(json("3.00"));
    }

    private String path() {
        return PRODUCTS + "/" + id;
    }

    private String json(String amount) {
        return """
                {"sku":"%s","name":"A thing","description":"For a test.","category":"test-things",
                 "price":{"amount":"%s","currency":"EUR"},"stock":5}
                """.formatted(sku, amount);
    }
}
