package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuthServerTests extends AuthServerTest {

    private TestClient asGateway() {
        return client(TestPlatform.identity("gateway"));
    }

    @Test
    void metadataWhenAskedThenNamesIssuerAndBinding() throws IOException {
        JsonNode metadata = asGateway()
                .request("GET", "/.well-known/oauth-authorization-server")
                .send()
                .json();

        assertThat(metadata.path("issuer").asString())
                .isEqualTo(platform.issuer().toString());
        assertThat(metadata.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        assertThat(metadata.path("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
    }

    @Test
    void keysWhenPublishedThenHoldNoPrivatePart() throws IOException {
        JsonNode keys = asGateway().request("GET", "/oauth2/jwks").send().json().path("keys");

        assertThat(keys).hasSize(1);
        assertThat(keys.path(0).path("alg").asString()).isEqualTo("PS256");
        assertThat(keys.path(0).has("d")).isFalse();
        assertThat(keys.path(0).has("p")).isFalse();
    }

    @Test
    void signInPageWhenOpenedThenIsAFormWithItsOwnPolicy() throws IOException {
        TestClient.Answer page = asGateway()
                .request("GET", "/login")
                .header("Accept", "text/html")
                .send();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().body()).contains("name=\"username\"", "name=\"password\"", "name=\"_csrf\"");
        assertThat(page.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("Cache-Control")).contains("no-store");
    }
}
