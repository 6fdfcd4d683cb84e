package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is announced works, and what is not announced is refused (RFC 8414, OpenID Connect Discovery). */
class MetadataTests extends AuthServerTest {

    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    private static final Set<String> COMMON = Set.of(
            "issuer",
            "authorization_endpoint",
            "pushed_authorization_request_endpoint",
            "require_pushed_authorization_requests",
            "token_endpoint",
            "token_endpoint_auth_methods_supported",
            "device_authorization_endpoint",
            "jwks_uri",
            "scopes_supported",
            "response_types_supported",
            "response_modes_supported",
            "grant_types_supported",
            "revocation_endpoint",
            "revocation_endpoint_auth_methods_supported",
            "introspection_endpoint",
            "introspection_endpoint_auth_methods_supported",
            "code_challenge_methods_supported",
            "tls_client_certificate_bound_access_tokens",
            "dpop_signing_alg_values_supported",
            "authorization_response_iss_parameter_supported");

    private static final Set<String> OPENID_ONLY = Set.of(
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "userinfo_endpoint",
            "end_session_endpoint",
            "claims_supported",
            "claims_parameter_supported",
            "request_parameter_supported",
            "request_uri_parameter_supported",
            "backchannel_logout_supported",
            "backchannel_logout_session_supported");

    /** Every entry is known to this test, so that a new one needs a test that uses it. */
    @Test
    void metadataWhenReadThenHasTheseEntriesAndNoOther() throws IOException {
        assertThat(names(metadata(OAUTH))).isEqualTo(new TreeSet<>(COMMON));
        TreeSet<String> openId = new TreeSet<>(COMMON);
        openId.addAll(OPENID_ONLY);
        Set<String> published = names(metadata(OPENID));
        published.remove("acr_values_supported"); // of the second factor, which has its own tests
        assertThat(published).isEqualTo(openId);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENID, OAUTH})
    void metadataWhenReadThenSaysWhatTheServerDoes(String path) throws IOException {
        JsonNode metadata = metadata(path);
        assertThat(metadata.path("issuer").asString()).isEqualTo(issuer());
        assertThat(texts(metadata, "response_types_supported")).containsExactly("code");
        assertThat(texts(metadata, "response_modes_supported")).containsExactly("query");
        assertThat(texts(metadata, "code_challenge_methods_supported")).containsExactly("S256");
        assertThat(texts(metadata, "token_endpoint_auth_methods_supported")).containsExactly("tls_client_auth", "none");
        assertThat(texts(metadata, "introspection_endpoint_auth_methods_supported"))
                .containsExactly("tls_client_auth");
        assertThat(texts(metadata, "revocation_endpoint_auth_methods_supported"))
                .containsExactly("tls_client_auth");
        assertThat(texts(metadata, "dpop_signing_alg_values_supported")).containsExactly("ES256", "PS256");
        assertThat(texts(metadata, "grant_types_supported"))
                .containsExactlyInAnyOrder(
                        "authorization_code",
                        "refresh_token",
                        "client_credentials",
                        EXCHANGE,
                        "urn:ietf:params:oauth:grant-type:device_code");
        assertThat(metadata.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        assertThat(metadata.path("authorization_response_iss_parameter_supported")
                        .asBoolean())
                .isTrue();
        assertThat(metadata.path("require_pushed_authorization_requests").asBoolean())
                .isFalse();
    }

    @Test
    void metadataWhenReadAsOpenIdThenSaysWhatTheServerDoes() throws IOException {
        JsonNode metadata = metadata(OPENID);
        assertThat(texts(metadata, "id_token_signing_alg_values_supported")).containsExactly("PS256");
        assertThat(texts(metadata, "subject_types_supported")).containsExactly("public");
        for (String not : List.of(
                "claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported")) {
            assertThat(metadata.path(not).asBoolean(true)).as(not).isFalse();
        }
        for (String supported : List.of("backchannel_logout_supported", "backchannel_logout_session_supported")) {
            assertThat(metadata.path(supported).asBoolean(false)).as(supported).isTrue();
        }
    }

    @Test
    void endpointsWhenAnnouncedThenAnswerAsThemselves() throws IOException {
        JsonNode metadata = metadata(OPENID);
        try (TestClient client = client(TestPlatform.identity("gateway"))) {
            metadata.properties().stream()
                    .filter(entry -> entry.getKey().endsWith("_endpoint")
                            || entry.getKey().equals("jwks_uri"))
                    .forEach(entry -> {
                        try {
                            URI address = URI.create(entry.getValue().asString());
                            assertThat(address.toString()).startsWith(issuer() + "/");
                            String method = Set.of(
                                                    "authorization_endpoint",
                                                    "jwks_uri",
                                                    "userinfo_endpoint",
                                                    "end_session_endpoint")
                                            .contains(entry.getKey())
                                    ? "GET"
                                    : "POST";
                            int status = client.request(method, address.getPath())
                                    .header("Accept", "application/json")
                                    .send()
                                    .status();
                            assertThat(status)
                                    .as(entry.getKey())
                                    .isNotIn(302, 404, 405)
                                    .isLessThan(500);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    @Test
    void scopesWhenAnnouncedThenSomeClientMayAskForThemAndOthersNobodyMay() throws IOException {
        assertThat(texts(metadata(OPENID), "scopes_supported"))
                .contains("openid", "profile", "cart", "orders", "payment", "payment:refund", "catalog:write")
                .doesNotContain("email", "address", "phone", "offline_access");
        for (String other : List.of("email", "address", "phone", "offline_access")) {
            CodeFlow browser = cli();
            assertThat(browser.open(browser.request("openid " + other, CodeFlow.random()))
                            .answer())
                    .containsEntry("error", "invalid_scope");
        }
    }

    @Test
    void grantsWhenNotAnnouncedThenRefused() throws IOException {
        for (String grant : List.of(
                "password",
                "implicit",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "urn:openid:params:grant-type:ciba")) {
            TestClient.Answer answer = token(
                    "gateway",
                    "grant_type",
                    grant,
                    "client_id",
                    "gateway",
                    "username",
                    "alice",
                    "password",
                    password("alice"),
                    "assertion",
                    "x");
            assertRefused(answer, 400, "unsupported_grant_type");
        }
    }

    @Test
    void responseTypesWhenNotAnnouncedThenRefused() {
        for (String type : List.of("token", "id_token", "code id_token", "code token", "none")) {
            CodeFlow browser = cli();
            Map<String, String> request = browser.request("openid cart", CodeFlow.random());
            request.put("response_type", type);
            Page page = browser.open(request);
            assertThat(page.status()).as(type).isEqualTo(400);
        }
    }

    @Test
    void authenticationWhenMethodIsNotAnnouncedThenRefused() throws IOException {
        String[] request = {"grant_type", "client_credentials", "audience", "catalog-service", "scope", "catalog:read"};
        for (String[] proof : new String[][] {
            {"client_id", "gateway", "client_secret", "gateway"},
            {
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                "eyJhbGciOiJQUzI1NiJ9.e30.x",
                "client_id",
                "gateway"
            }
        }) {
            List<String> form = new ArrayList<>(List.of(request));
            form.addAll(List.of(proof));
            assertRefused(post(null, "/oauth2/token", form.toArray(String[]::new)), 401, "invalid_client");
        }
    }

    @Test
    void idTokenWhenIssuedThenHasNoClaimThatIsNotAnnounced() throws IOException {
        Map<?, ?> tokens = gatewayTokens("alice", "openid profile cart");
        Set<String> issued = claims(tokens.get("id_token")).getClaims().keySet();
        List<String> announced = new ArrayList<>(texts(metadata(OPENID), "claims_supported"));
        announced.add("jti");
        assertThat(issued).isSubsetOf(announced).contains("sub", "iss", "aud", "exp", "iat", "azp", "sid");
    }

    @Test
    void registrationWhenAskedForThenNeitherAnnouncedNorOffered() throws IOException {
        assertThat(names(metadata(OPENID))).doesNotContain("registration_endpoint");
        try (TestClient client = client(TestPlatform.identity("gateway"))) {
            assertThat(client.request("POST", "/connect/register")
                            .json("{\"redirect_uris\":[\"https://evil.example/\"]}")
                            .send()
                            .status())
                    .isIn(401, 403, 404);
        }
    }

    private JsonNode metadata(String path) throws IOException {
        try (TestClient client = client(null)) {
            TestClient.Answer answer = client.request("GET", path).send();
            assertThat(answer.status()).isEqualTo(200);
            return answer.json();
        }
    }

    private static Set<String> names(JsonNode metadata) {
        Set<String> names = new TreeSet<>();
        metadata.properties().forEach(entry -> names.add(entry.getKey()));
        return names;
    }

    private static List<String> texts(JsonNode metadata, String name) {
        List<String> texts = new ArrayList<>();
        metadata.path(name).forEach(value -> texts.add(value.asString()));
        return texts;
    }
}
