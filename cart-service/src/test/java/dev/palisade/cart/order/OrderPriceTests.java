package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A price that changes later changes carts, and no order. */
class OrderPriceTests extends CartServiceTest {

    private final String alice = person();

    @Test
    void readWhenThePriceHasChangedSinceThenTheOrderKeepsItsOwn() throws IOException {
        put(alice, TEAPOT, 2);
        TestClient.Answer order = buy(alice, "k1");
        assertThat(order.status()).isEqualTo(201);
        CATALOG.answer(OrderPriceTests::dearer);

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
        CATALOG.answer(OrderPriceTests::dearer);
        PAYMENT.answer(CartServiceTest::captured);
        PAYMENT.forget();

        TestClient.Answer order = buy(alice, "k2");
        assertThat(order.status()).isEqualTo(201);
        assertThat(order.json().path("total").path("amount").asString()).isEqualTo("39.80");
        assertThat(PAYMENT.requests().getFirst().body()).contains("39.80").doesNotContain("59.80");
    }

    private static Response dearer(TestService.Request request) {
        Response before = catalog(request);
        return new Response(before.status(), before.body().replace("19.90", "29.90"));
    }
}
