package dev.palisade.payment;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Speaks to the service as its neighbours do. */
public final class PaymentClient implements AutoCloseable {

    private final TestClient gateway;
    private final TestClient cart;

    public PaymentClient(int port) {
        String base = "https://localhost:" + port;
        this.gateway = TestClient.as(TestPlatform.identity("gateway"), base);
        this.cart = TestClient.as(TestPlatform.identity("cart-service"), base);
    }

    public TestClient.Request through(String person, String method, String path) {
        return gateway.request(method, path)
                .bearer(token("gateway")
                        .person(person, "customer")
                        .scope("payment")
                        .sign());
    }

    public Answer addCard(String person, String json) throws IOException {
        return through(person, "POST", "/api/payments/methods").json(json).send();
    }

    /** The token of a new card with this number. */
    public String card(String person, String number) throws IOException {
        return addCard(person, "{\"number\":\"" + number + "\",\"expiry\":\"12/30\",\"cvc\":\"123\"}")
                .json()
                .path("token")
                .asString();
    }

    public Answer read(String person, String payment) throws IOException {
        return through(person, "GET", "/api/payments/" + payment).send();
    }

    public TestClient.Request taking(String person, Object order) {
        return cart.request("PUT", "/internal/payments/" + order)
                .bearer(token("cart-service")
                        .person(person, "customer")
                        .actors("cart-service", "gateway")
                        .scope("orders")
                        .sign());
    }

    public Answer take(String person, Object order, String amount, String method) throws IOException {
        return taking(person, order).json(demand(amount, method)).send();
    }

    public Answer settle(String person, Object order) throws IOException {
        return settle(order, "{\"owner\":\"" + person + "\"}");
    }

    public Answer settle(Object order, String json) throws IOException {
        return cart.request("POST", "/internal/payments/" + order + "/settlement")
                .bearer(token("cart-service").scope("payment:settle").sign())
                .json(json)
                .send();
    }

    public TestClient.Request refunding(String payment) {
        return gateway.request("POST", "/api/payments/" + payment + "/refunds")
                .bearer(token("gateway")
                        .person("erin", "support")
                        .twoFactors()
                        .scope("payment:refund")
                        .sign());
    }

    public Answer refund(String payment, String key, @Nullable String amount) throws IOException {
        TestClient.Request request = refunding(payment).header("Idempotency-Key", key);
        return (amount == null ? request : request.json("{\"amount\":" + euro(amount) + "}")).send();
    }

    public static String demand(String amount, String method) {
        return "{\"amount\":" + euro(amount) + ",\"method\":\"" + method + "\"}";
    }

    public static String euro(String amount) {
        return "{\"amount\":\"" + amount + "\",\"currency\":\"EUR\"}";
    }

    private static TokenRecipe token(String workload) {
        return TestPlatform.issuer().token(workload, "payment-service");
    }

    @Override
    public void close() {
        gateway.close();
        cart.close();
    }
}
