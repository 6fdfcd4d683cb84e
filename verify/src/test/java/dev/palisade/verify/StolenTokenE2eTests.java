package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.palisade.local.Platform;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a token is worth to whoever captures it. The token is a real one, got with the gateway's own key. */
class StolenTokenE2eTests {

    private static final Platform PLATFORM = RunningPlatform.platform();

    private static String captured = "";
    private static Identity gateway = identity("gateway");

    private static Identity identity(String workload) {
        return Identity.readFrom(RunningPlatform.home().resolve("identities").resolve(workload));
    }

    @BeforeAll
    static void capture() throws Exception {
        Map<String, String> form = Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id", "gateway",
                "subject_token", PLATFORM.token("alice", "cart"),
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "audience", "cart-service",
                "scope", "cart");
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(gateway.sslContext()).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(PLATFORM.url("auth-server").resolve("/oauth2/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            captured = new JsonMapper()
                    .readTree(answer.body())
                    .path("access_token")
                    .asString();
        }
    }

    private static Shop at(String service, Identity holder) {
        return new Shop(PLATFORM.url(service), holder.sslContext()).with("Authorization", "Bearer " + captured);
    }

    @Test
    void tokenWhenUsedByItsHolderThenAccepted() throws IOException {
        try (Shop shop = at("cart-service", gateway)) {
            assertThat(shop.get("/api/cart").status()).isEqualTo(200);
        }
    }

    @Test
    void tokenWhenUsedFromAnotherCertificateThenRefusedAtCart() throws IOException {
        Identity anotherOfTheGateway = PLATFORM.authority().issue("gateway", Duration.ofMinutes(5));
        try (Shop renewed = at("cart-service", anotherOfTheGateway);
                Shop payment = at("cart-service", identity("payment-service"))) {
            assertThat(renewed.get("/api/cart").status()).isEqualTo(401);
            assertThat(payment.get("/api/cart").status()).isEqualTo(403); // it may not even connect as a caller
        }
    }

    @Test
    void tokenWhenUsedAtPaymentThenRefusedFromAnyCertificate() throws IOException {
        String path = "/api/payments/00000000-0000-4000-8000-000000000001";
        for (String workload : new String[] {"gateway", "cart-service"}) {
            try (Shop shop = at("payment-service", identity(workload))) {
                assertThat(shop.get(path).status()).as(workload).isEqualTo(401);
            }
        }
    }

    @Test
    void tokenWhenBroughtToTheFrontDoorThenRefused() throws IOException {
        try (Shop shop =
                new Shop(PLATFORM.url("gateway"), PLATFORM.trust()).with("Authorization", "Bearer " + captured)) {
            assertThat(shop.get("/api/cart").status()).isEqualTo(401);
        }
    }

    @Test
    void servicesWhenReachedWithoutOurCertificateThenNoConversation() {
        for (String service : new String[] {"catalog-service", "cart-service", "payment-service"}) {
            assertThatIOException().as(service).isThrownBy(() -> {
                try (Shop shop = new Shop(PLATFORM.url(service), PLATFORM.trust())) {
                    shop.get("/actuator/health");
                }
            });
            Identity rogue = CertificateAuthority.inMemory("rogue").issue("gateway", Duration.ofMinutes(5));
            Identity trusting = new Identity(
                    rogue.chain(), rogue.key(), PLATFORM.authority().root());
            assertThatIOException().as(service).isThrownBy(() -> {
                try (Shop shop = new Shop(PLATFORM.url(service), trusting.sslContext())) {
                    shop.get("/actuator/health");
                }
            });
        }
    }
}
