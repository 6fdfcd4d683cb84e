package dev.palisade.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.ca.Identity;
import dev.palisade.test.Contract;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service as it runs, between a catalog and a payment service that answer what a test says. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"palisade.checkout.lease=3s", "palisade.checkout.worker-interval=1h"})
public abstract class CartServiceTest {

    protected static final UUID TEAPOT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    protected static final UUID CUP = UUID.fromString("00000000-0000-4000-8000-000000000002");
    protected static final String METHOD = "{\"paymentMethod\":{\"token\":\"pm_1\"}}";

    protected static final TestService CATALOG = TestService.start("catalog-service", CartServiceTest::catalog)
            .keeping(Contract.released("catalog-service"));
    protected static final TestService PAYMENT = TestService.start("payment-service", CartServiceTest::captured)
            .keeping(Contract.released("payment-service"));

    private static final UUID PAYMENT_ID = UUID.fromString("00000000-0000-4000-8000-00000000beef");

    @LocalServerPort
    private int port;

    private TestClient client;

    @DynamicPropertySource
    static void neighbours(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.catalog-service.url", CATALOG::url);
        registry.add("palisade.clients.payment-service.url", PAYMENT::url);
    }

    @BeforeEach
    void start() {
        client = as(TestPlatform.identity("gateway"));
        CATALOG.answer(CartServiceTest::catalog);
        PAYMENT.answer(CartServiceTest::captured);
        CATALOG.forget();
        PAYMENT.forget();
    }

    @AfterEach
    void stop() {
        client.close();
        assertThat(CATALOG.breaches()).as("the catalog's contract").isEmpty();
        assertThat(PAYMENT.breaches()).as("the payment service's contract").isEmpty();
    }

    protected final TestClient as(Identity identity) {
        return TestClient.as(identity, "https://localhost:" + port);
    }

    /** A person nobody else knows, so that tests do not meet. */
    protected static String person() {
        return UUID.randomUUID().toString();
    }

    protected static String token(String person) {
        return TestPlatform.issuer()
                .token("gateway", "cart-service")
                .person(person, "customer")
                .scope("cart", "orders")
                .sign();
    }

    protected final TestClient.Request request(String method, String path, String person) {
        return client.request(method, path).bearer(token(person));
    }

    protected final TestClient.Answer put(String person, UUID product, int quantity) throws IOException {
        return request("PUT", "/api/cart/items/" + product, person)
                .json("{\"quantity\":" + quantity + "}")
                .send();
    }

    protected final TestClient.Answer buy(String person, String key) throws IOException {
        return request("POST", "/api/orders", person)
                .header("Idempotency-Key", key)
                .json(METHOD)
                .send();
    }

    /** A checksum of all rows of all people, seen from outside row-level security. */
    protected static String rows() {
        try (Connection connection = DriverManager.getConnection(
                        TestPlatform.postgres().jdbcUrl("cart"),
                        "postgres",
                        TestPlatform.postgres().superuserPassword());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        select md5(coalesce((select string_agg(c::text, '|' order by c::text) from cart_item c), ''))
                            || md5(coalesce((select string_agg(g::text, '|' order by g::text) from guest_cart g), ''))
                            || md5(coalesce((select string_agg(w::text, '|' order by w::text) from wish w), ''))
                            || md5(coalesce((select string_agg(i::text, '|' order by i::text) from order_item i), ''))
                            || md5(coalesce((select string_agg(o.id || o.status || o.owner, '|' order by o.id)
                                from shop_order o), ''))
                        """)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    protected static Response catalog(TestService.Request request) {
        if (request.uri().getPath().equals("/internal/products")) {
            String asked = request.uri().getQuery();
            return products(Stream.of(product(TEAPOT, "Teapot", "19.90"), product(CUP, "Cup", "4.05"))
                    .filter(product -> asked.contains(product.substring(7, 43))));
        }
        return request.method().equals("PUT")
                ? Response.ok("{\"orderId\":\"%s\",\"status\":\"RESERVED\"}".formatted(order(request)))
                : new Response(204, "");
    }

    /** The same catalog, and the teapot at 29.90. */
    protected static Response dearer(TestService.Request request) {
        Response before = catalog(request);
        return new Response(before.status(), before.body().replace("19.90", "29.90"));
    }

    protected static Response products(Stream<String> products) {
        return Response.ok(products.collect(Collectors.joining(",", "{\"items\":[", "]}")));
    }

    protected static String product(UUID id, String name, String price) {
        return """
                {"id":"%s","sku":"X","name":"%s","description":"","category":"table",
                "price":{"amount":"%s","currency":"EUR"},"available":true}
                """.formatted(id, name, price);
    }

    protected static Response captured(TestService.Request request) {
        return payment(request, "CAPTURED", "\"" + PAYMENT_ID + "\"", null);
    }

    /** What payment-service says of an order's payment: why it was declined only to who asks for the money. */
    protected static Response payment(
            TestService.Request request, String status, String id, @Nullable String declined) {
        String reason = request.method().equals("PUT")
                ? ",\"reason\":" + (declined == null ? "null" : "\"" + declined + "\"")
                : "";
        return Response.ok(
                "{\"id\":%s,\"orderId\":\"%s\",\"status\":\"%s\"%s}".formatted(id, order(request), status, reason));
    }

    private static String order(TestService.Request request) {
        return request.uri().getPath().split("/")[3];
    }
}
