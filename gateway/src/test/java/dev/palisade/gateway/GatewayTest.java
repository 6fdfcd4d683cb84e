package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.test.Decisions;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import dev.palisade.test.TokenRecipe;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway as it runs, before services that answer what a test says. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "palisade.clients.catalog-service.read-timeout=1s")
public abstract class GatewayTest {

    protected static final TestService CATALOG = TestService.start("catalog-service", GatewayTest::ok);
    protected static final TestService CART = TestService.start("cart-service", GatewayTest::ok);
    protected static final TestService PAYMENT = TestService.start("payment-service", GatewayTest::ok);

    /** A body that places an order. */
    protected static final String PURCHASE = "{\"paymentMethod\":{\"token\":\"a-card\"}}";

    private static final List<TestService> SERVICES = List.of(CATALOG, CART, PAYMENT);

    @LocalServerPort
    protected int port;

    protected TestClient client;
    protected Decisions decisions;

    @DynamicPropertySource
    static void neighbours(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.catalog-service.url", CATALOG::url);
        registry.add("palisade.clients.cart-service.url", CART::url);
        registry.add("palisade.clients.payment-service.url", PAYMENT::url);
    }

    @BeforeEach
    void start() {
        client = TestClient.anonymous(base());
        decisions = Decisions.listen();
        SERVICES.forEach(service -> {
            service.answer(GatewayTest::ok);
            service.forget();
        });
    }

    @AfterEach
    void stop() {
        client.close();
        decisions.close();
    }

    protected final String base() {
        return "https://localhost:" + port;
    }

    protected final Raw raw() {
        return Raw.anonymous(port);
    }

    /** A token of a person by the public client, right in every way. */
    protected static TokenRecipe token(String person) {
        return TestPlatform.issuer()
                .token("palisade-cli", "gateway")
                .person(person, "customer")
                .scope("cart", "orders", "payment")
                .claim("act", null)
                .claim("cnf", null);
    }

    protected static String person() {
        return UUID.randomUUID().toString();
    }

    protected static Response ok(TestService.Request request) {
        return Response.ok("{\"items\":[]}");
    }

    protected static void assertNothingForwarded() {
        assertThat(SERVICES)
                .allSatisfy(service -> assertThat(service.requests()).isEmpty());
    }

    /** The claims of the token that a service got. */
    protected static JWTClaimsSet claims(TestService.Request request) {
        String header = Objects.requireNonNull(request.header("Authorization"));
        assertThat(header).startsWith("Bearer ");
        try {
            return SignedJWT.parse(header.substring("Bearer ".length())).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    protected static void assertProblem(TestClient.Answer answer, int status, String word) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.problem()).isEqualTo(word);
        assertThat(answer.response().body()).doesNotContain("Exception", "\tat ");
    }
}
