package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTests extends GatewayTest {

    private static final Set<String> INSIDE = Set.of(
            "palisade-time-budget",
            "accept",
            "authorization",
            "connection",
            "content-length",
            "host",
            "traceparent",
            "tracestate",
            "user-agent");

    @Test
    void headersWhenSentFromOutsideThenDoNotReachTheService() throws IOException {
        String answer = raw().request(
                        "GET",
                        "/api/cart",
                        "Authorization: Bearer " + token(person()).sign(),
                        "Accept: application/json",
                        "X-Forwarded-For: evil",
                        "X-Forwarded-Host: evil",
                        "X-Forwarded-Proto: evil",
                        "X-Forwarded-Port: 1",
                        "X-Forwarded-Prefix: /evil",
                        "X-Forwarded-User: evil",
                        "X-Forwarded-Client-Cert: evil",
                        "X-SSL-Client-Cert: evil",
                        "Forwarded: for=evil",
                        "X-Real-IP: evil",
                        "X-User-Id: evil",
                        "X_User_Id: evil",
                        "x-user-roles: evil",
                        "X-Internal: evil",
                        "X-Original-URL: /evil",
                        "X-Rewrite-URL: /evil",
                        "X-HTTP-Method-Override: DELETE",
                        "Palisade-Time-Budget: evil",
                        "Cookie: evil=evil; __Host-session=evil",
                        "Proxy-Authorization: Basic evil",
                        "Keep-Alive: evil",
                        "TE: trailers",
                        "Trailer: evil",
                        "Upgrade: evil",
                        "Via: evil",
                        "Origin: https://evil.example",
                        "Referer: https://evil.example/",
                        "User-Agent: evil",
                        "X-B3-TraceId: evil",
                        "Baggage: evil=evil");

        assertThat(Raw.status(answer)).isEqualTo(200);
        TestService.Request forwarded = CART.requests().getFirst();
        assertThat(forwarded.method()).isEqualTo("GET");
        assertThat(forwarded.headers().keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()))
                .isSubsetOf(INSIDE);
        assertThat(forwarded.headers().toString()).doesNotContain("evil");
        assertThat(forwarded.header("Host")).isEqualTo(CART.url().getAuthority());
        assertThat(forwarded.headers().get("Authorization")).hasSize(1);
    }

    @Test
    void headersWhenNamedByConnectionThenDoNotTakeTheTokenAway() throws IOException {
        String request = "GET /api/cart HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Bearer "
                + token(person()).sign() + "\r\nConnection: close, Authorization, Accept\r\n\r\n";
        assertThat(Raw.status(raw().send(request))).isEqualTo(200);
        assertThat(CART.requests().getFirst().header("Authorization")).startsWith("Bearer ");
    }

    @Test
    void headersWhenTheServiceSpeaksOfItselfThenDoNotGetOut() throws IOException {
        TestClient.Answer answer =
                client.request("GET", "/api/catalog/products").send();
        assertThat(answer.header("X-Inside")).isNull();
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.response().headers().map().toString()).doesNotContain("stays inside");
    }

    @Test
    void headersWhenTheOperationIsDeprecatedThenTheClientLearnsUntilWhen() throws IOException {
        CATALOG.answer(request -> new TestService.Response(
                200, "{}", Map.of("Deprecation", "@1796083200", "Sunset", "Tue, 01 Jun 2027 00:00:00 GMT")));
        TestClient.Answer answer =
                client.request("GET", "/api/catalog/products").send();
        assertThat(answer.header("Deprecation")).isEqualTo("@1796083200");
        assertThat(answer.header("Sunset")).isEqualTo("Tue, 01 Jun 2027 00:00:00 GMT");
    }

    @Test
    void headersWhenTheServiceWantsThePersonConfirmedThenTheClientLearnsHow() throws IOException {
        CART.answer(request -> TestService.Response.problem(401, "insufficient-user-authentication"));
        TestClient.Answer answer = client.request("GET", "/api/cart")
                .bearer(token(person()).sign())
                .send();
        assertProblem(answer, 401, "insufficient-user-authentication");
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"insufficient_user_authentication\", max_age=\"300\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/storefront.js",
                "/pictures/GA-102.svg",
                "/favicon.svg",
                "/api/session",
                "/api/openapi",
                "/api/catalog/products",
                "/api/cart",
                "/api/nowhere",
                "/nowhere",
                "/internal/products",
                "/oauth2/authorization/palisade",
                "/login/oauth2/code/palisade?code=x&state=y",
                "/login",
                "/logout",
                "/error",
                "/actuator/health/readiness",
                "/api/cart;a=b"
            })
    void answerWhenAnyThenHardened(String path) throws IOException {
        assertHardened(client.request("GET", path).send());
    }

    @Test
    void answerWhenTooLargeThenHardened() throws IOException {
        assertHardened(client.request("POST", "/api/orders")
                .body("application/json", new byte[70_000])
                .send());
    }

    @Test
    void answerWhenServiceIsDownThenHardened() throws IOException {
        CART.answer(request -> {
            throw new IOException("cut");
        });
        TestClient.Answer answer = client.request("GET", "/api/cart")
                .bearer(token(person()).sign())
                .send();
        assertProblem(answer, 503, "unavailable");
        assertHardened(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:8443", "https://localhost.evil.example"})
    void originWhenForeignThenNotAllowed(String origin) throws IOException {
        TestClient.Answer answer = client.request("GET", "/api/catalog/products")
                .header("Origin", origin)
                .send();
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        TestClient.Answer preflight = client.request("OPTIONS", "/api/orders")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .send();
        assertThat(preflight.status()).isBetween(400, 499);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isNull();
        assertThat(CART.requests()).isEmpty();
    }

    private static void assertHardened(TestClient.Answer answer) {
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.header("X-Powered-By")).isNull();
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Permissions-Policy")).contains("camera=()");
        assertThat(String.valueOf(answer.header("Content-Security-Policy")))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*");
        for (String name : List.of("X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")) {
            assertThat(answer.response().headers().allValues(name)).as(name).hasSizeLessThanOrEqualTo(1);
        }
    }
}
