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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Goods that nobody pays for come back; goods that somebody may have paid for never do by themselves. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ExpiryTests {

    @LocalServerPort
    private int port;

    @Autowired
    private ReservationExpiry expiry;

    private final TestDatabase database = TestDatabase.named("catalog");
    private final UUID order = UUID.randomUUID();
    private CatalogClient client;
    private String product = "";

    @BeforeEach
    void reserve() throws IOException {
        client = new CatalogClient(port);
        String sku = "X-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
        product = client.change("POST", "/api/catalog/products", """
                        {"sku":"%s","name":"Reserved","description":"","category":"test-things",
                         "price":{"amount":"1.00","currency":"EUR"},"stock":50}
                        """.formatted(sku))
                .json()
                .path("id")
                .asString();
        assertThat(client.reserve("alice", order, item(product, 3)).status()).isEqualTo(200);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void expireWhenItsTimeIsOverThenTheGoodsAreBackOnceAndForGood() throws IOException {
        age(order);
        expiry.expire();
        expiry.expire();
        assertThat(stock()).isEqualTo(50);
        assertReleased(client.hold(order));
        assertReleased(client.confirm(order));
        assertReleased(client.reserve("alice", order, item(product, 3)));
        assertThat(client.release(order).status()).isEqualTo(204);
        assertThat(stock()).isEqualTo(50);
    }

    @Test
    void expireWhenItsTimeIsNotOverThenItStays() throws IOException {
        database.execute("update reservation set expires_at = expires_at - interval '29 minutes' where order_id = '"
                + order + "'");
        expiry.expire();
        assertThat(stock()).isEqualTo(47);
        assertThat(client.hold(order).status()).isEqualTo(204);
    }

    @Test
    void expireWhenHeldThenItStaysHoweverLongThePaymentTakes() throws IOException {
        assertThat(client.hold(order).status()).isEqualTo(204);
        assertThat(client.hold(order).status()).isEqualTo(204);
        age(order);
        expiry.expire();
        assertThat(stock()).isEqualTo(47);
        assertThat(client.confirm(order).status()).isEqualTo(204);
        assertThat(client.hold(order).status()).isEqualTo(204);
        expiry.expire();
        assertThat(stock()).isEqualTo(47);
        assertThat(status(order)).isEqualTo("CONFIRMED");
    }

    @Test
    void releaseWhenHeldThenTheGoodsAreBack() throws IOException {
        client.hold(order);
        assertThat(client.release(order).status()).isEqualTo(204);
        assertThat(stock()).isEqualTo(50);
        assertReleased(client.hold(order));
    }

    @Test
    void reserveWhenHeldAndRepeatedThenTheSame() throws IOException {
        client.hold(order);
        Answer again = client.reserve("alice", order, item(product, 3));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("status").asString()).isEqualTo("HELD");
        assertThat(stock()).isEqualTo(47);
    }

    @Test
    void holdWhenNothingIsReservedThenNotFoundAndNothingChanges() throws IOException {
        String state = database.checksum();
        Answer answer = client.hold(UUID.randomUUID());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void expireWhenHeldAtTheSameMomentThenEitherAndTheStockIsRight() throws Exception {
        List<UUID> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            UUID each = UUID.randomUUID();
            client.reserve("alice", each, item(product, 2));
            age(each);
            orders.add(each);
        }
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (UUID each : orders) {
                running.add(threads.submit(() -> client.hold(each)));
            }
            for (int i = 0; i < 3; i++) {
                threads.execute(expiry::expire);
            }
            for (Future<Answer> each : running) {
                answers.add(each.get());
            }
        }
        expiry.expire();
        long held = 0;
        for (int i = 0; i < orders.size(); i++) {
            boolean kept = answers.get(i).status() == 204;
            assertThat(status(orders.get(i))).isEqualTo(kept ? "HELD" : "RELEASED");
            held += kept ? 1 : 0;
        }
        assertThat(stock()).isEqualTo(47 - 2 * held);
    }

    private static void assertReleased(Answer answer) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("reservation-released");
    }

    private void age(UUID id) {
        database.execute(
                "update reservation set expires_at = expires_at - interval '31 minutes' where order_id = '" + id + "'");
    }

    private String status(UUID id) {
        return database.text("select status from reservation where order_id = '" + id + "'");
    }

    private long stock() {
        return database.number("select stock from product where id = '" + product + "'");
    }
}
