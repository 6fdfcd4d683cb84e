package dev.palisade.catalog.reservation;

import static dev.palisade.catalog.CatalogClient.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.catalog.CatalogClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReservationTests {

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
    private final UUID order = UUID.randomUUID();
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
    void reserveWhenEnoughThenTaken() throws IOException {
        String one = product(5);
        String two = product(2);
        Answer answer = client.reserve("alice", order, item(one, 3) + "," + item(two, 2));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString()).isEqualTo("{\"orderId\":\"" + order + "\",\"status\":\"RESERVED\"}");
        assertThat(stock(one)).isEqualTo(2);
        assertThat(stock(two)).isZero();
    }

    @Test
    void reserveWhenRepeatedThenSameAnswerAndTakenOnce() throws IOException {
        String one = product(5);
        String two = product(5);
        Answer first = client.reserve("alice", order, item(one, 3) + "," + item(two, 1));
        String state = database.checksum();
        Answer second = client.reserve("alice", order, item(two, 1) + "," + item(one, 3));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void reserveWhenConfirmedThenSameAnswerWithItsStatus() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        client.confirm(order);
        assertThat(client.reserve("alice", order, item(one, 3))
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("CONFIRMED");
        assertThat(stock(one)).isEqualTo(2);
    }

    @Test
    void reserveWhenOtherItemsThenConflict() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        assertRefused(409, "reservation-differs", () -> client.reserve("alice", order, item(one, 2)));
    }

    @Test
    void reserveWhenAnotherPersonsOrderThenConflict() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        assertRefused(409, "reservation-differs", () -> client.reserve("bob", order, item(one, 3)));
    }

    @Test
    void reserveWhenNotEnoughOfOneThenNothingIsTaken() throws IOException {
        String one = product(5);
        String two = product(1);
        assertRefused(409, "out-of-stock", () -> client.reserve("alice", order, item(one, 3) + "," + item(two, 2)));
        assertThat(client.reserve("alice", order, item(one, 3) + "," + item(two, 1))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void reserveWhenProductIsUnknownThenNothingIsTaken() throws IOException {
        String one = product(5);
        assertRefused(
                404,
                "unknown-product",
                () -> client.reserve("alice", order, item(one, 3) + "," + item(UUID.randomUUID(), 1)));
    }

    @Test
    void reserveWhenProductIsNamedTwiceThenRefused() throws IOException {
        String one = product(5);
        assertRefused(400, "invalid-value", () -> client.reserve("alice", order, item(one, 1) + "," + item(one, 1)));
    }

    @Test
    void releaseWhenReservedThenGivenBackOnce() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        assertThat(client.release(order).status()).isEqualTo(204);
        assertThat(stock(one)).isEqualTo(5);
        String state = database.checksum();
        assertThat(client.release(order).status()).isEqualTo(204);
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void reserveWhenReleasedBeforeThenConflict() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        client.release(order);
        assertRefused(409, "reservation-released", () -> client.reserve("alice", order, item(one, 3)));
    }

    @Test
    void reserveWhenReleasedBeforeItWasMadeThenConflict() throws IOException {
        String one = product(5);
        assertThat(client.release(order).status()).isEqualTo(204);
        assertRefused(409, "reservation-released", () -> client.reserve("alice", order, item(one, 3)));
    }

    @Test
    void confirmWhenReservedThenConfirmedAndRepeatable() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        assertThat(client.confirm(order).status()).isEqualTo(204);
        String state = database.checksum();
        assertThat(client.confirm(order).status()).isEqualTo(204);
        assertThat(database.checksum()).isEqualTo(state);
        assertThat(stock(one)).isEqualTo(2);
    }

    @Test
    void confirmWhenReleasedThenConflict() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        client.release(order);
        assertRefused(409, "reservation-released", () -> client.confirm(order));
    }

    @Test
    void confirmWhenUnknownThenNotFound() throws IOException {
        assertRefused(404, "not-found", () -> client.confirm(order));
    }

    @Test
    void releaseWhenConfirmedThenConflict() throws IOException {
        String one = product(5);
        client.reserve("alice", order, item(one, 3));
        client.confirm(order);
        assertRefused(409, "reservation-confirmed", () -> client.release(order));
    }

    @Test
    void reserveWhenTwentyWantTheLastFiveThenFiveGetThem() throws Exception {
        String last = product(5);
        List<Answer> answers = together(20, () -> client.reserve("alice", UUID.randomUUID(), item(last, 1)));
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(15)
                .allMatch(answer -> answer.status() == 409 && answer.problem().equals("out-of-stock"));
        assertThat(stock(last)).isZero();
    }

    @Test
    void reserveWhenTwentyRepeatTheSameOrderAtOnceThenTakenOnce() throws Exception {
        String one = product(50);
        List<Answer> answers = together(20, () -> client.reserve("alice", order, item(one, 2)));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(stock(one)).isEqualTo(48);
    }

    @Test
    void reserveWhenOrdersNameProductsInOppositeOrderThenNoneWaitsForever() throws Exception {
        String one = product(100);
        String two = product(100);
        List<Answer> answers = together(20, () -> {
            UUID id = UUID.randomUUID();
            boolean turn = id.getLeastSignificantBits() % 2 == 0;
            String items = turn ? item(one, 1) + "," + item(two, 1) : item(two, 1) + "," + item(one, 1);
            return client.reserve("alice", id, items);
        });
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(stock(one)).isEqualTo(80);
        assertThat(stock(two)).isEqualTo(80);
    }

    private void assertRefused(int status, String problem, Callable<Answer> request) {
        String state = database.checksum();
        try {
            Answer answer = request.call();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.problem()).isEqualTo(problem);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(database.checksum()).isEqualTo(state);
    }

    private static List<Answer> together(int times, Callable<Answer> request) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                running.add(threads.submit(request));
            }
            for (Future<Answer> each : running) {
                answers.add(each.get());
            }
        }
        return answers;
    }

    private String product(int stock) throws IOException {
        String sku =
                "R-" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT).substring(0, 23);
        return client.change("POST", "/api/catalog/products", """
                        {"sku":"%s","name":"Reserved","description":"","category":"test-things",
                         "price":{"amount":"1.00","currency":"EUR"},"stock":%d}
                        """.formatted(sku, stock))
                .json()
                .path("id")
                .asString();
    }

    private long stock(String product) {
        return database.number("select stock from product where id = '" + product + "'");
    }
}
