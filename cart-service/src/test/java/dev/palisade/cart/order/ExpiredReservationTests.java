package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No money moves for goods that may go back on the shelf. */
class ExpiredReservationTests extends CartServiceTest {

    private final String alice = person();

    @Test
    void buyWhenAllGoesWellThenTheStockIsKeptBeforeMoneyMoves() throws IOException {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> kept() == 1 ? captured(request) : Response.problem(503, "provider-failed"));
        assertThat(buy(alice, "k1").status()).isEqualTo(201);
        assertThat(PAYMENT.requests()).hasSize(1);
    }

    @Test
    void buyWhenTheReservationHasExpiredThenCancelledAndNothingIsCharged() throws IOException {
        put(alice, TEAPOT, 1);
        CATALOG.answer(
                request -> isKeeping(request) ? Response.problem(409, "reservation-released") : catalog(request));
        TestClient.Answer answer = buy(alice, "k1");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("order-cancelled");
        CATALOG.answer(CartServiceTest::catalog);
        assertThat(buy(alice, "k1").problem()).isEqualTo("order-cancelled");
        assertThat(PAYMENT.requests()).isEmpty();
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .hasSize(1);
    }

    @Test
    void buyWhenItIsNotKnownWhetherTheStockIsKeptThenNothingIsChargedUntilItIs() throws IOException {
        put(alice, TEAPOT, 1);
        CATALOG.answer(request -> {
            if (isKeeping(request)) {
                throw new IOException("cut");
            }
            return catalog(request);
        });
        assertThat(buy(alice, "k1").status()).isEqualTo(503);
        assertThat(PAYMENT.requests()).isEmpty();
        CATALOG.answer(CartServiceTest::catalog);
        assertThat(buy(alice, "k1").status()).isEqualTo(201);
        assertThat(PAYMENT.requests()).hasSize(1);
    }

    private static long kept() {
        return CATALOG.requests().stream()
                .filter(ExpiredReservationTests::isKeeping)
                .count();
    }

    private static boolean isKeeping(TestService.Request request) {
        return request.uri().getPath().endsWith("/hold");
    }
}
