package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who may take money, and who may give it back. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class RoleTests {

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("payment");

    @Test
    void takeWhenCallerChainScopeOrPersonIsWrongThenForbidden() throws IOException {
        try (PaymentClient client = new PaymentClient(port)) {
            String body = PaymentClient.demand("5.00", client.card("alice", "4242424242424242"));
            UUID order = UUID.randomUUID();
            String path = "/internal/payments/" + order;
            TokenRecipe right = token("cart-service")
                    .person("alice", "customer")
                    .actors("cart-service", "gateway")
                    .scope("orders");
            String state = database.checksum();
            for (TokenRecipe wrong : List.of(
                    right.actors("cart-service"),
                    right.claim("act", null),
                    right.scope("payment"),
                    right.scope("payment:settle"),
                    right.claim("sub", "cart-service"))) {
                assertForbidden("cart-service", "PUT", path, body, wrong);
            }
            assertForbidden(
                    "gateway",
                    "PUT",
                    path,
                    body,
                    token("gateway").person("alice", "customer").scope("orders"));
            assertThat(database.checksum()).isEqualTo(state);
            assertThat(send("cart-service", "PUT", path, body, right).status()).isEqualTo(200);
        }
    }

    @Test
    void refundWhenNotSupportThenForbidden() throws IOException {
        try (PaymentClient client = new PaymentClient(port)) {
            String method = client.card("alice", "4242424242424242");
            String payment = client.take("alice", UUID.randomUUID(), "5.00", method)
                    .json()
                    .path("id")
                    .asString();
            String path = "/api/payments/" + payment + "/refunds";
            TokenRecipe right =
                    token("gateway").person("erin", "support").twoFactors().scope("payment:refund");
            String state = database.checksum();
            for (TokenRecipe wrong : List.of(
                    right.person("alice", "customer", "merchandiser", "auditor"),
                    right.scope("payment"),
                    right.claim("sub", "gateway"))) {
                assertForbidden("gateway", "POST", path, "{}", wrong);
            }
            assertForbidden(
                    "cart-service",
                    "POST",
                    path,
                    "{}",
                    token("cart-service").person("erin", "support").twoFactors().scope("payment:refund"));
            assertThat(database.checksum()).isEqualTo(state);
            assertThat(send("gateway", "POST", path, "{}", right).status()).isEqualTo(201);
        }
    }

    @Test
    void refundWhenNotRecognisedSurelyEnoughThenToldWhatIsNeeded() throws IOException {
        try (PaymentClient client = new PaymentClient(port)) {
            String method = client.card("alice", "4242424242424242");
            String payment = client.take("alice", UUID.randomUUID(), "5.00", method)
                    .json()
                    .path("id")
                    .asString();
            String path = "/api/payments/" + payment + "/refunds";
            TokenRecipe right =
                    token("gateway").person("erin", "support").twoFactors().scope("payment:refund");
            String state = database.checksum();
            for (TokenRecipe weak : List.of(
                    right.claim("acr", null).claim("auth_time", null),
                    right.claim("acr", "urn:palisade:acr:one-factor"),
                    right.claim("auth_time", Instant.now().minusSeconds(310)))) {
                try (Decisions decisions = Decisions.listen()) {
                    TestClient.Answer answer = send("gateway", "POST", path, "{}", weak);
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(answer.problem()).isEqualTo("insufficient-user-authentication");
                    assertThat(answer.header("WWW-Authenticate"))
                            .startsWith("Bearer error=\"insufficient_user_authentication\"")
                            .contains("acr_values=\"urn:palisade:acr:two-factors\", max_age=\"300\"");
                    assertThat(decisions.reasons()).containsExactly("deny person-not-recognised-surely-enough");
                }
            }
            assertThat(database.checksum()).isEqualTo(state);
            assertThat(send("gateway", "POST", path, "{}", right).status()).isEqualTo(201);
        }
    }

    private void assertForbidden(String workload, String method, String path, String body, TokenRecipe token)
            throws IOException {
        TestClient.Answer answer = send(workload, method, path, body, token);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("forbidden");
    }

    private TestClient.Answer send(String workload, String method, String path, String body, TokenRecipe token)
            throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity(workload), "https://localhost:" + port)) {
            return client.request(method, path)
                    .bearer(token.sign())
                    .header("Idempotency-Key", "role-test")
                    .json(body)
                    .send();
        }
    }

    private static TokenRecipe token(String workload) {
        return TestPlatform.issuer().token(workload, "payment-service");
    }
}
