package dev.palisade.catalog;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Speaks to the service as its neighbours do. */
public final class CatalogClient implements AutoCloseable {

    private final TestClient gateway;
    private final TestClient cart;

    public CatalogClient(int port) {
        String base = "https://localhost:" + port;
        this.gateway = TestClient.as(TestPlatform.identity("gateway"), base);
        this.cart = TestClient.as(TestPlatform.identity("cart-service"), base);
    }

    public Answer read(String path) throws IOException {
        return reading(path).send();
    }

    public TestClient.Request reading(String path) {
        return gateway.request("GET", path)
                .bearer(token("gateway").scope("catalog:read").sign());
    }

    public TestClient.Request changing(String method, String path) {
        return gateway.request(method, path)
                .bearer(token("gateway")
                        .person("carol", "merchandiser")
                        .twoFactors()
                        .scope("catalog:write")
                        .sign());
    }

    public Answer change(String method, String path, String json) throws IOException {
        return changing(method, path).json(json).send();
    }

    public Answer readPrices(String path) throws IOException {
        return gateway.request("GET", path)
                .bearer(token("gateway")
                        .person("dave", "auditor")
                        .scope("catalog:history")
                        .sign())
                .send();
    }

    public Answer cartReads(String path) throws IOException {
        return cart.request("GET", path)
                .bearer(token("cart-service").scope("catalog:read").sign())
                .send();
    }

    public Answer reserve(String person, Object order, String items) throws IOException {
        return cart.request("PUT", "/internal/reservations/" + order)
                .bearer(token("cart-service")
                        .person(person, "customer")
                        .actors("cart-service", "gateway")
                        .scope("orders")
                        .sign())
                .json("{\"items\":[" + items + "]}")
                .send();
    }

    public Answer confirm(Object order) throws IOException {
        return settle("POST", order + "/confirmation");
    }

    public Answer hold(Object order) throws IOException {
        return settle("POST", order + "/hold");
    }

    public Answer release(Object order) throws IOException {
        return settle("DELETE", order);
    }

    public static String item(Object product, int quantity) {
        return "{\"productId\":\"%s\",\"quantity\":%d}".formatted(product, quantity);
    }

    private Answer settle(String method, @Nullable Object path) throws IOException {
        return cart.request(method, "/internal/reservations/" + path)
                .bearer(token("cart-service").scope("catalog:settle").sign())
                .send();
    }

    private static TokenRecipe token(String workload) {
        return TestPlatform.issuer().token(workload, "catalog-service");
    }

    @Override
    public void close() {
        gateway.close();
        cart.close();
    }
}
