package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class CheckoutTests extends CartServiceTest {

    @Autowired
    private CheckoutWorker worker;

    private final String alice = person();

    @Test
    void buyWhenAllGoesWellThenConfirmedOnceAndTheCartIsEmpty() throws IOException {
        put(alice, TEAPOT, 2);

        TestClient.Answer order = buy(alice, "k1");

        assertThat(order.status()).isEqualTo(201);
        assertThat(order.json().path("status").asString()).isEqualTo("CONFIRMED");
        assertThat(order.json().path("total").path("amount").asString()).isEqualTo("44.70");
        assertThat(order.json().path("goods").path("amount").asString()).isEqualTo("39.80");
        assertThat(order.json().path("shipping").path("amount").asString()).isEqualTo("4.90");
        assertThat(order.json().path("tax").path("percent").decimalValue()).isEqualByComparingTo("19");
        assertThat(order.json().path("tax").path("amount").path("amount").asString())
                .isEqualTo("7.14");
        assertThat(PAYMENT.requests().getFirst().body()).contains("\"44.70\"");
        assertThat(order.json().path("paymentId").asString()).isNotBlank();
        assertThat(order.json().path("items").path(0).path("quantity").asInt()).isEqualTo(2);
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .isEmpty();
        assertThat(request("GET", "/api/orders", alice)
                        .send()
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(request("GET", "/api/orders/" + id(order), alice).send().json())
                .isEqualTo(order.json());
        assertThat(asked(PAYMENT)).isEqualTo(1);
    }

    @Test
    void buyWhenCalledThenNeighboursSeePersonGatewayAndCart() throws Exception {
        put(alice, TEAPOT, 1);
        CATALOG.forget();

        buy(alice, "k1");

        SignedJWT payment = token(PAYMENT.requests().getFirst());
        assertThat(payment.getJWTClaimsSet().getSubject()).isEqualTo(alice);
        assertThat(payment.getJWTClaimsSet().getAudience()).containsExactly("payment-service");
        assertThat(payment.getJWTClaimsSet().getClaim("act").toString())
                .isEqualTo("{sub=cart-service, act={sub=gateway}}");
        SignedJWT reservation = token(CATALOG.requests().stream()
                .filter(request -> request.method().equals("PUT"))
                .findFirst()
                .orElseThrow());
        assertThat(reservation.getJWTClaimsSet().getSubject()).isEqualTo(alice);
        SignedJWT confirmation = token(CATALOG.requests().getLast());
        assertThat(confirmation.getJWTClaimsSet().getSubject()).isEqualTo("cart-service");
    }

    @Test
    void buyWhenRepeatedThenTheSameAnswerAndNothingIsAskedAgain() throws IOException {
        put(alice, TEAPOT, 2);
        TestClient.Answer first = buy(alice, "k1");
        put(alice, CUP, 1);

        TestClient.Answer second = buy(alice, "k1");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(asked(PAYMENT)).isEqualTo(1);
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .hasSize(1);
    }

    @Test
    void buyWhenSentTenTimesAtOnceThenOneOrderAndOnePayment() throws Exception {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> {
            sleep(300);
            return captured(request);
        });
        List<Callable<TestClient.Answer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(() -> buy(alice, "k1"));
        }

        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<String> ids = new ArrayList<>();
            for (Future<TestClient.Answer> answer : threads.invokeAll(all)) {
                assertThat(answer.get().status()).isEqualTo(201);
                ids.add(id(answer.get()));
            }
            assertThat(ids).hasSize(10).containsOnly(ids.getFirst());
        }
        assertThat(asked(PAYMENT)).isEqualTo(1);
    }

    @Test
    void buyWhenKeyIsReusedForAnotherCardThenUnprocessable() throws IOException {
        put(alice, TEAPOT, 1);
        buy(alice, "k1");
        String before = rows();

        TestClient.Answer answer = request("POST", "/api/orders", alice)
                .header("Idempotency-Key", "k1")
                .json("{\"paymentMethod\":{\"token\":\"pm_2\"}}")
                .send();

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("idempotency-key-reused");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void buyWhenTwoPeopleUseTheSameKeyThenTwoOrders() throws IOException {
        String bob = person();
        put(alice, TEAPOT, 1);
        put(bob, TEAPOT, 1);

        assertThat(id(buy(alice, "k1"))).isNotEqualTo(id(buy(bob, "k1")));
    }

    @ParameterizedTest
    @CsvSource({"card-declined", "insufficient-funds"})
    void buyWhenCardIsDeclinedThenPaymentRequiredStockGivenBackAndCartKept(String reason) throws IOException {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> payment(request, "DECLINED", "\"" + UUID.randomUUID() + "\"", reason));

        TestClient.Answer answer = buy(alice, "k1");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo(reason);
        assertThat(CATALOG.requests().getLast().method()).isEqualTo("DELETE");
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .hasSize(1);
        assertThat(buy(alice, "k1").status()).isEqualTo(402);
        assertThat(asked(PAYMENT)).isEqualTo(1);
        PAYMENT.answer(CartServiceTest::captured);
        assertThat(buy(alice, "k2").status()).isEqualTo(201);
    }

    @Test
    void buyWhenStockIsOutThenConflictAndNobodyIsCharged() throws IOException {
        put(alice, TEAPOT, 1);
        CATALOG.answer(
                request -> request.method().equals("PUT") ? Response.problem(409, "out-of-stock") : catalog(request));

        TestClient.Answer answer = buy(alice, "k1");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("out-of-stock");
        assertThat(PAYMENT.requests()).isEmpty();
    }

    @Test
    void buyWhenMethodIsUnknownThenUnprocessableAndStockGivenBack() throws IOException {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> Response.problem(404, "unknown-payment-method"));

        TestClient.Answer answer = buy(alice, "k1");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("unknown-payment-method");
        assertThat(CATALOG.requests().getLast().method()).isEqualTo("DELETE");
    }

    @Test
    void buyWhenProviderFailsThenTryAgainFinishesTheSameOrder() throws IOException {
        put(alice, TEAPOT, 1);
        PAYMENT.answer(request -> Response.problem(503, "provider-failed"));

        TestClient.Answer failed = buy(alice, "k1");
        PAYMENT.answer(CartServiceTest::captured);
        TestClient.Answer again = buy(alice, "k1");

        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.problem()).isEqualTo("provider-failed");
        assertThat(failed.header("Retry-After")).isEqualTo("1");
        assertThat(again.status()).isEqualTo(201);
        assertThat(total(alice)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "pay", "confirm"})
    void buyWhenANeighboursAnswerIsLostThenUnavailableAndRepeatingFinishesTheSameOrder(String step) throws IOException {
        put(alice, TEAPOT, 1);
        lose(step);

        TestClient.Answer lost = buy(alice, "k1");
        CATALOG.answer(CartServiceTest::catalog);
        PAYMENT.answer(CartServiceTest::captured);
        TestClient.Answer again = buy(alice, "k1");

        assertThat(lost.status()).isEqualTo(503);
        assertThat(lost.problem()).isEqualTo("unavailable");
        assertThat(again.status()).isEqualTo(201);
        assertThat(total(alice)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "pay"})
    void settleWhenThePersonIsGoneAndNothingWasPaidThenCancelledAndStockGivenBack(String step) throws IOException {
        put(alice, TEAPOT, 1);
        lose(step);
        buy(alice, "k1");
        CATALOG.answer(CartServiceTest::catalog);
        PAYMENT.answer(request -> payment(request, "VOID", "null", null));
        PAYMENT.forget();

        settleAll();

        assertThat(newestStatus(alice)).isEqualTo("CANCELLED");
        assertThat(CATALOG.requests().getLast().method()).isEqualTo("DELETE");
        assertThat(PAYMENT.requests())
                .allSatisfy(request -> assertThat(request.uri().getPath()).endsWith("/settlement"));
        assertThat(buy(alice, "k1").problem()).isEqualTo("order-cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "confirm"})
    void settleWhenThePersonIsGoneAndMoneyWasTakenThenConfirmed(String step) throws IOException {
        put(alice, TEAPOT, 1);
        lose(step);
        buy(alice, "k1");
        CATALOG.answer(CartServiceTest::catalog);
        PAYMENT.answer(CartServiceTest::captured);

        settleAll();

        assertThat(newestStatus(alice)).isEqualTo("CONFIRMED");
        assertThat(CATALOG.requests().getLast().uri().getPath()).endsWith("/confirmation");
        assertThat(buy(alice, "k1").status()).isEqualTo(201);
    }

    @Test
    void settleWhenNeighboursAreStillDownThenTheOrderWaits() throws IOException {
        put(alice, TEAPOT, 1);
        lose("confirm");
        buy(alice, "k1");

        settleAll();

        assertThat(newestStatus(alice)).isEqualTo("PAID");
    }

    @Test
    void orderWhenAnotherPersonAsksThenThereIsNone() throws IOException {
        put(alice, TEAPOT, 1);
        String id = id(buy(alice, "k1"));

        TestClient.Answer bobs = request("GET", "/api/orders/" + id, person()).send();
        TestClient.Answer nobodys =
                request("GET", "/api/orders/" + UUID.randomUUID(), person()).send();

        assertThat(bobs.status()).isEqualTo(404);
        assertThat(bobs.response().body().replaceAll("[0-9a-f-]{36}", "*"))
                .isEqualTo(nobodys.response().body().replaceAll("[0-9a-f-]{36}", "*"));
        assertThat(request("GET", "/api/orders/" + id, alice).send().status()).isEqualTo(200);
    }

    @Test
    void buyWhenCartIsEmptyThenConflict() throws IOException {
        TestClient.Answer answer = buy(alice, "k1");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("cart-empty");
    }

    @Test
    void buyWhenKeyIsMissingOrUnusableThenBadRequestAndNothingChanges() throws IOException {
        put(alice, TEAPOT, 1);
        String before = rows();

        TestClient.Answer missing =
                request("POST", "/api/orders", alice).json(METHOD).send();
        TestClient.Answer tooLong = buy(alice, "x".repeat(101));

        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.problem()).isEqualTo("invalid-value");
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"paymentMethod\":null}",
                "{\"paymentMethod\":{}}",
                "{\"paymentMethod\":{\"token\":\"\"}}",
                "{\"paymentMethod\":{\"token\":\"a b\"}}",
                "{\"paymentMethod\":{\"token\":1}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"total\":{\"amount\":\"0.01\",\"currency\":\"EUR\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\",\"number\":\"4242424242424242\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":24.80}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"0\",\"currency\":\"EUR\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"-1\",\"currency\":\"EUR\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"1e400\",\"currency\":\"EUR\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"24.801\",\"currency\":\"EUR\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"24.80\",\"currency\":\"USD\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"24.80\",\"currency\":\"XXX\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"24.80\"}}",
                "{\"paymentMethod\":{\"token\":\"pm_1\"},\"expectedTotal\":{\"amount\":\"24.80\",\"currency\":\"EUR\",\"x\":1}}",
                "{\"paymentMethod\":[]}",
                "{"
            })
    void buyWhenBodyIsWrongThenBadRequestAndNothingChanges(String body) throws IOException {
        put(alice, TEAPOT, 1);
        String before = rows();

        TestClient.Answer answer = request("POST", "/api/orders", alice)
                .header("Idempotency-Key", "k1")
                .json(body)
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isIn("malformed-body", "invalid-value");
        assertThat(answer.response().body()).doesNotContain("4242");
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=-1", "page=10001", "size=0", "size=101", "size=x", "page=9999999999"})
    void ordersWhenPageIsWrongThenBadRequest(String query) throws IOException {
        assertThat(request("GET", "/api/orders?" + query, alice).send().problem())
                .isEqualTo("invalid-value");
    }

    private void settleAll() {
        // What the failed request had leased, it has let go of.
        worker.settle();
    }

    private static void lose(String step) {
        TestService.Handler cut = request -> {
            throw new IOException("cut");
        };
        switch (step) {
            case "reserve" ->
                CATALOG.answer(request -> request.method().equals("PUT") ? cut.handle(request) : catalog(request));
            case "pay" -> PAYMENT.answer(cut);
            default ->
                CATALOG.answer(request ->
                        request.uri().getPath().endsWith("/confirmation") ? cut.handle(request) : catalog(request));
        }
    }

    private String newestStatus(String person) throws IOException {
        return request("GET", "/api/orders", person)
                .send()
                .json()
                .path("items")
                .path(0)
                .path("status")
                .asString();
    }

    private int total(String person) throws IOException {
        return request("GET", "/api/orders", person).send().json().path("total").asInt();
    }

    private static String id(TestClient.Answer order) {
        return order.json().path("id").asString();
    }

    private static int asked(TestService neighbour) {
        return neighbour.requests().size();
    }

    private static SignedJWT token(TestService.Request request) throws ParseException {
        return SignedJWT.parse(String.valueOf(request.header("Authorization")).substring("Bearer ".length()));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
