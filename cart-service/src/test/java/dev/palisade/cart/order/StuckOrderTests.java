package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What support sees of orders that do not end. */
class StuckOrderTests extends CartServiceTest {

    private static final TokenRecipe RIGHT = TestPlatform.issuer()
            .token("gateway", "cart-service")
            .person("erin", "customer", "support")
            .scope("orders");

    @Autowired
    private CheckoutWorker worker;

    @Autowired
    private MeterRegistry metrics;

    private final TestDatabase database = TestDatabase.named("cart");
    private final String alice = person();
    private String order = "";

    @BeforeEach
    void leaveAnOrderUnfinished() throws IOException {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> {
            throw new IOException("cut");
        });
        assertThat(buy(alice, "k1").status()).isEqualTo(503);
        order = database.text("select id from shop_order where owner = '" + alice + "'");
    }

    @AfterEach
    void finishIt() {
        PAYMENT.answer(request -> payment(request, "VOID", "null", null));
        worker.settle();
    }

    @Test
    void readWhenAnOrderDoesNotEndThenShownWithoutWhoseItIs() throws IOException {
        assertThat(read(RIGHT).json().path("items").findValuesAsString("id")).doesNotContain(order);
        age();

        TestClient.Answer answer = read(RIGHT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items").findValuesAsString("id")).contains(order);
        assertThat(answer.json().path("items").get(0).propertyNames()).containsExactly("id", "status", "placedAt");
        assertThat(answer.response().body()).doesNotContain(alice);
    }

    @Test
    void readWhenTheOrderHasEndedThenNoLongerShown() throws IOException {
        age();
        finishIt();

        assertThat(read(RIGHT).json().path("items").findValuesAsString("id")).doesNotContain(order);
    }

    @Test
    void readWhenNotSupportThenForbiddenAndWrittenDown() throws IOException {
        for (TokenRecipe wrong : List.of(
                RIGHT.person("alice", "customer"),
                RIGHT.person("carol", "merchandiser"),
                RIGHT.person("dave", "auditor"),
                RIGHT.person("frank", "administrator"),
                RIGHT.scope("cart"),
                RIGHT.claim("sub", "gateway"))) {
            try (Decisions decisions = Decisions.listen()) {
                assertThat(read(wrong).status()).isEqualTo(403);
                assertThat(decisions.reasons()).hasSize(1).allMatch(reason -> reason.startsWith("deny "));
            }
        }
        try (Decisions decisions = Decisions.listen()) {
            assertThat(read(RIGHT).status()).isEqualTo(200);
            assertThat(decisions.reasons()).containsExactly("permit policy");
        }
    }

    @Test
    void workerWhenAnOrderDoesNotEndThenTheMetricCountsIt() {
        worker.settle();
        double before = stuck();
        age();
        worker.settle();
        assertThat(stuck()).isEqualTo(before + 1);
    }

    private double stuck() {
        return metrics.get("palisade.orders.stuck").gauge().value();
    }

    private void age() {
        database.execute("update shop_order set placed_at = now() - interval '6 minutes' where id = '" + order + "'");
    }

    private TestClient.Answer read(TokenRecipe token) throws IOException {
        try (TestClient gateway = as(TestPlatform.identity("gateway"))) {
            return gateway.request("GET", "/api/orders/stuck")
                    .bearer(token.sign())
                    .send();
        }
    }
}
