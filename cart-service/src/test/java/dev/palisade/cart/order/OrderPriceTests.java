package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A price that changes later changes carts, and no order. */
class OrderPriceTests extends CartServiceTest {

    private final String alice = person();

    @Test
    void readWhenThePriceHasChangedSinceThenTheOrderKeepsItsOwn() throws IOException {
        put(alice, TEAPOT, 2);
        TestClient.Answer order = buy(alice, "k1");
        assertThat(order.status()).isEqualTo(201);
        CATALOG.answer(CartServiceTest::dearer);

        String path = "/api/orders/" + order.json().path("id").asString();
        assertThat(request("GET", path, alice).send().json()).isEqualTo(order.json());
        assertThat(buy(alice, "k1").json()).isEqualTo(order.json());
        put(alice, TEAPOT, 2);
        assertThat(request("GET", "/api/cart", alice)
                        .send()
                        .json()
                        .path("total")
                        .path("amount")
                        .asString())
                .isEqualTo("59.80");
    }

    @Test
    void buyWhenThePriceChangesWhileItIsUnderWayThenPaidAsOrdered() throws IOException {
        put(alice, TEAPOT, 2);
        PAYMENT.answer(request -> Response.problem(503, "provider-failed"));
        assertThat(buy(alice, "k2").status()).isEqualTo(503);
        CATALOG.answer(CartServiceTest::dearer);
        PAYMENT.answer(CartServiceTest::captured);
        PAYMENT.forget();

        TestClient.Answer order = buy(alice, "k2");
        assertThat(order.status()).isEqualTo(201);
        assertThat(order.json().path("total").path("amount").asString()).isEqualTo("44.70");
        assertThat(PAYMENT.requests().getFirst().body()).contains("44.70").doesNotContain("59.80");
    }

    @Test
    void buyWhenThePriceIsNotTheOneSeenThenConflictWithTheNewTotalAndNothingHappens() throws IOException {
        put(alice, TEAPOT, 1);
        CATALOG.answer(CartServiceTest::dearer);
        CATALOG.forget();
        String before = rows();

        TestClient.Answer answer = buy(alice, "k3");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("price-changed");
        assertThat(answer.json().path("total").path("amount").asString()).isEqualTo("34.80");
        assertThat(rows()).isEqualTo(before);
        assertThat(PAYMENT.requests()).isEmpty();
        assertThat(CATALOG.requests()).noneMatch(request -> request.method().equals("PUT"));
        assertThat(buy(alice, "k3").problem()).isEqualTo("price-changed");
        assertThat(buy(alice, "k3", "34.80").status()).isEqualTo(201);
        assertThat(PAYMENT.requests().getFirst().body()).contains("\"34.80\"");
    }

    @Test
    void buyWhenThePriceIsSeenByChangingTheLineThenBought() throws IOException {
        put(alice, TEAPOT, 1);
        CATALOG.answer(CartServiceTest::dearer);
        put(alice, TEAPOT, 1);

        assertThat(buy(alice, "k4").status()).isEqualTo(201);
    }

    @Test
    void buyWhenExpectedTotalIsAnotherThenConflictWithTheTotalAndNothingHappens() throws IOException {
        put(alice, TEAPOT, 1);
        String before = rows();

        for (String wrong : List.of("24.79", "24.81", "19.90", "0.01", "999999999999.99")) {
            TestClient.Answer answer = buy(alice, "k5", wrong);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.problem()).isEqualTo("price-changed");
            assertThat(answer.json().path("total").path("amount").asString()).isEqualTo("24.80");
        }
        assertThat(rows()).isEqualTo(before);
        assertThat(PAYMENT.requests()).isEmpty();
        assertThat(buy(alice, "k5", "24.80").status()).isEqualTo(201);
    }

    @Test
    void buyWhenRepeatedWithAnotherExpectedTotalThenUnprocessable() throws IOException {
        put(alice, TEAPOT, 1);
        TestClient.Answer order = buy(alice, "k6", "24.8");

        assertThat(buy(alice, "k6", "24.80").json()).isEqualTo(order.json());
        assertThat(buy(alice, "k6", "24.81").problem()).isEqualTo("idempotency-key-reused");
        assertThat(buy(alice, "k6").problem()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void buyWhenGoodsHaveBecomeTooDearForOneOrderThenConflict() throws IOException {
        put(alice, TEAPOT, 99);
        CATALOG.answer(request -> {
            Response before = catalog(request);
            return new Response(before.status(), before.body().replace("19.90", "199.00"));
        });

        assertThat(buy(alice, "k7").problem()).isEqualTo("value-too-high");
        assertThat(PAYMENT.requests()).isEmpty();
    }

    private TestClient.Answer buy(String person, String key, String expectedTotal) throws IOException {
        return request("POST", "/api/orders", person)
                .header("Idempotency-Key", key)
                .json(METHOD.replaceFirst(
                        "}$", ",\"expectedTotal\":{\"amount\":\"" + expectedTotal + "\",\"currency\":\"EUR\"}}"))
                .send();
    }
}
