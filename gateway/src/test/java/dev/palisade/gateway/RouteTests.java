package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RouteTests extends GatewayTest {

    @Test
    void routeWhenPublicThenGatewaysOwnToken() throws IOException, ParseException {
        assertThat(client.request("GET", "/api/catalog/products").send().status())
                .isEqualTo(200);
        assertOwnToken(CATALOG.requests().getFirst());
    }

    @Test
    void routeWhenPublicAndPersonIsKnownThenStillNobodysToken() throws IOException, ParseException {
        String person = person();
        assertThat(client.request("GET", "/api/catalog/products")
                        .bearer(token(person).sign())
                        .send()
                        .status())
                .isEqualTo(200);
        assertOwnToken(CATALOG.requests().getFirst());
        assertThat(claims(CATALOG.requests().getFirst()).toString()).doesNotContain(person);
    }

    @Test
    void routeWhenPersonsThenExchangedToken() throws IOException, ParseException {
        String person = person();
        TestClient.Answer answer =
                client.request("GET", "/api/cart").bearer(token(person).sign()).send();

        assertThat(answer.status()).isEqualTo(200);
        TestService.Request forwarded = CART.requests().getFirst();
        JWTClaimsSet claims = claims(forwarded);
        assertThat(claims.getSubject()).isEqualTo(person);
        assertThat(claims.getAudience()).containsExactly("cart-service");
        assertThat(claims.getStringClaim("scope")).isEqualTo("cart");
        assertThat(claims.getJSONObjectClaim("act")).isEqualTo(Map.of("sub", "gateway"));
        assertThat(claims.getJSONObjectClaim("cnf")).isEqualTo(Map.of("x5t#S256", Thumbprint.of(forwarded.peer())));
        assertThat(SpiffeId.of(forwarded.peer()).workload()).isEqualTo("gateway");
    }

    @Test
    void routeWhenPersonsThenScopesOfTheContractAlone() throws IOException, ParseException {
        String token = token(person()).sign();
        client.request("GET", "/api/orders").bearer(token).send();
        client.request("GET", "/api/cart").bearer(token).send();
        assertThat(claims(CART.requests().getFirst()).getStringClaim("scope")).isEqualTo("orders");
        assertThat(claims(CART.requests().getLast()).getStringClaim("scope")).isEqualTo("cart");
    }

    @Test
    void routeWhenNobodyIsThereThenUnauthenticated() throws IOException {
        TestClient.Answer answer = client.request("GET", "/api/cart").send();
        assertProblem(answer, 401, "unauthenticated");
        assertThat(decisions.reasons()).containsExactly("deny not-signed-in");
        assertNothingForwarded();
    }

    @Test
    void routeWhenBodyThenUnchanged() throws IOException {
        String body = "{ \"quantity\" :\t2 }\n";
        client.request("PUT", "/api/cart/items/00000000-0000-4000-8000-000000000001")
                .bearer(token(person()).sign())
                .json(body)
                .send();
        TestService.Request forwarded = CART.requests().getFirst();
        assertThat(forwarded.method()).isEqualTo("PUT");
        assertThat(forwarded.body()).isEqualTo(body);
        assertThat(forwarded.header("Content-Type")).startsWith("application/json");
        assertThat(forwarded.uri().getPath()).isEqualTo("/api/cart/items/00000000-0000-4000-8000-000000000001");
    }

    @Test
    void routeWhenIdempotencyKeyThenForwarded() throws IOException {
        client.request("POST", "/api/orders")
                .bearer(token(person()).sign())
                .header("Idempotency-Key", "a-key-of-mine")
                .json(PURCHASE)
                .send();
        assertThat(CART.requests().getFirst().header("Idempotency-Key")).isEqualTo("a-key-of-mine");
    }

    /** A plus is a space in a query, and a semicolon has no meaning there: written otherwise, they mean the same. */
    @ParameterizedTest
    @CsvSource({
        "query=tea%20pot&page=0,query=tea%20pot&page=0",
        "query=tea+pot,query=tea%20pot",
        "query=%C3%A4%26%3D%2B,query=%C3%A4%26%3D%2B",
        "query=a%25b&category=b,query=a%25b&category=b",
        "query=%7Bid%7D,query=%7Bid%7D",
        "query=a;b,query=a%3Bb",
        "query=,query="
    })
    void routeWhenQueryThenMeansTheSame(String sent, String arrived) throws IOException {
        assertThat(client.request("GET", "/api/catalog/products?" + sent).send().status())
                .isEqualTo(200);
        assertThat(CATALOG.requests().getFirst().uri().getRawQuery()).isEqualTo(arrived);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/nowhere",
        "GET,/api/",
        "DELETE,/api/cart",
        "PUT,/api/catalog/products",
        "POST,/api/cart",
        "GET,/api/cart/",
        "GET,/api/Cart",
        "GET,/api/cart/items",
        "GET,/api/catalog/products/1/2",
        "POST,/api/openapi"
    })
    void routeWhenNoContractNamesItThenNotForwarded(String method, String path) throws IOException {
        assertThat(client.request(method, path).json("{}").send().status()).isIn(401, 403);
        TestClient.Answer answer = client.request(method, path)
                .bearer(token(person()).sign())
                .json("{}")
                .send();
        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertNothingForwarded();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/internal/products",
        "DELETE,/internal/reservations/00000000-0000-4000-8000-000000000001",
        "GET,/api/../internal/products",
        "GET,/api/%2e%2e/internal/products",
        "GET,/actuator/env",
        "GET,/actuator"
    })
    void routeWhenInternalThenNotForwarded(String method, String path) throws IOException {
        String answer = raw().request(
                        method, path, "Authorization: Bearer " + token(person()).sign());
        assertThat(Raw.status(answer)).isIn(400, 403, 404, 405);
        assertNothingForwarded();
    }

    @Test
    void openapiWhenAskedForThenContractsOfAllServices() throws IOException {
        TestClient.Answer answer = client.request("GET", "/api/openapi").send();
        assertThat(answer.status()).isEqualTo(200);
        JsonNode contract = answer.json();
        assertThat(contract.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(contract.path("paths").has("/api/catalog/products")).isTrue();
        assertThat(contract.path("paths").has("/api/cart")).isTrue();
        assertThat(contract.path("components").path("schemas").has("Problem")).isTrue();
        assertThat(answer.response().body()).doesNotContain("/internal/");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void routeWhenServiceRefusesThenItsProblemUnchanged() throws IOException {
        Response problem = Response.problem(409, "out-of-stock");
        CART.answer(request -> problem);
        TestClient.Answer answer = client.request("GET", "/api/cart")
                .bearer(token(person()).sign())
                .send();
        assertThat(answer.response().body()).isEqualTo(problem.body());
        assertProblem(answer, 409, "out-of-stock");
    }

    @Test
    void routeWhenServiceRedirectsThenNotFollowed() throws IOException {
        CART.answer(request -> new Response(302, ""));
        assertThat(client.request("GET", "/api/cart")
                        .bearer(token(person()).sign())
                        .send()
                        .status())
                .isEqualTo(302);
        assertThat(CART.requests()).hasSize(1);
    }

    @Test
    void routeWhenServiceIsSlowThenTimeout() throws IOException {
        CATALOG.answer(request -> {
            sleep(Duration.ofMillis(2500));
            return Response.ok("{}");
        });
        assertProblem(client.request("GET", "/api/catalog/products").send(), 504, "timeout");
    }

    @Test
    void routeWhenServiceKeepsFailingThenBreakerOpensAndClosesAgain() throws IOException {
        CATALOG.answer(request -> {
            throw new IOException("cut");
        });
        TestClient.Answer down = client.request("GET", "/api/catalog/products").send();
        assertProblem(down, 503, "unavailable");
        assertThat(down.header("Retry-After")).isEqualTo("5");

        for (int i = 0; i < 30; i++) {
            client.request("GET", "/api/catalog/products").send();
        }
        CATALOG.forget();
        Instant before = Instant.now();
        TestClient.Answer open = client.request("GET", "/api/catalog/products").send();
        assertProblem(open, 503, "unavailable");
        assertThat(open.header("Retry-After")).isEqualTo("5");
        assertThat(CATALOG.requests()).isEmpty();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(1));
        // The others are not touched by it.
        assertThat(client.request("GET", "/api/cart")
                        .bearer(token(person()).sign())
                        .send()
                        .status())
                .isEqualTo(200);

        CATALOG.answer(GatewayTest::ok);
        sleep(Duration.ofMillis(5200));
        for (int i = 0; i < 4; i++) {
            assertThat(client.request("GET", "/api/catalog/products").send().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void tokenWhenAskedForAgainThenCached() throws IOException {
        String token = token(person()).sign();
        client.request("GET", "/api/cart").bearer(token).send();
        int issued = TestPlatform.issuer().issued();
        client.request("GET", "/api/cart").bearer(token).send();
        assertThat(TestPlatform.issuer().issued()).isEqualTo(issued);
    }

    private static void assertOwnToken(TestService.Request request) throws ParseException {
        JWTClaimsSet claims = claims(request);
        assertThat(claims.getSubject()).isEqualTo("gateway");
        assertThat(claims.getAudience()).containsExactly("catalog-service");
        assertThat(claims.getStringClaim("scope")).isEqualTo("catalog:read");
        assertThat(claims.getClaim("act")).isNull();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
