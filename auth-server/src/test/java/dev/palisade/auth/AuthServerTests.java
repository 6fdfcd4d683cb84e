package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
class AuthServerTests {

    @Autowired
    private AuthProperties.Platform platform;

    private TestClient gateway() {
        return TestClient.as(TestPlatform.identity("gateway"), platform.issuer().toString());
    }

    @Test
    void metadataWhenAskedThenNamesIssuerAndBinding() throws IOException {
        JsonNode metadata = gateway()
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
        JsonNode keys = gateway().request("GET", "/oauth2/jwks").send().json().path("keys");

        assertThat(keys).hasSize(1);
        assertThat(keys.path(0).path("alg").asString()).isEqualTo("PS256");
        assertThat(keys.path(0).has("d")).isFalse();
        assertThat(keys.path(0).has("p")).isFalse();
    }

    @Test
    void signInPageWhenOpenedThenIsAFormWithItsOwnPolicy() throws IOException {
        TestClient.Answer page =
                gateway().request("GET", "/login").header("Accept", "text/html").send();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().body()).contains("name=\"username\"", "name=\"password\"", "name=\"_csrf\"");
        assertThat(page.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("Cache-Control")).contains("no-store");
    }
}
