package dev.palisade.auth.metadata;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.Endpoints;
import dev.palisade.auth.token.SenderConstraint;
import dev.palisade.platform.token.AuthenticationClass;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.stereotype.Component;

/**
 * Publishes what is supported and nothing else (RFC 8414, OpenID Connect Discovery): the framework names authentication
 * methods and algorithms that no client here can use. Grants and scopes are those of the configured clients.
 */
@Component
class Metadata implements Endpoints {

    private static final List<String> BY_CERTIFICATE = List.of("tls_client_auth");
    private static final List<String> CLAIMS = List.of(
            "acr",
            "amr",
            "aud",
            "auth_time",
            "azp",
            "exp",
            "iat",
            "iss",
            "nonce",
            "preferred_username",
            "roles",
            "sid",
            "sub");

    private static final List<String> ACRS = Stream.of(AuthenticationClass.values())
            .map(AuthenticationClass::acr)
            .toList();

    private final List<String> scopes;
    private final List<String> grants;

    Metadata(AuthProperties properties) {
        TreeSet<String> allScopes = new TreeSet<>();
        TreeSet<String> allGrants = new TreeSet<>();
        properties.clients().values().forEach(client -> {
            allScopes.addAll(client.scopes());
            allGrants.addAll(client.grants());
        });
        this.scopes = List.copyOf(allScopes);
        this.grants = List.copyOf(allGrants);
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.authorizationServerMetadataEndpoint(endpoint ->
                        endpoint.authorizationServerMetadataCustomizer(metadata -> metadata.claims(this::common)))
                .oidc(oidc -> oidc.providerConfigurationEndpoint(endpoint ->
                        endpoint.providerConfigurationCustomizer(metadata -> metadata.claims(claims -> {
                            common(claims);
                            claims.put("id_token_signing_alg_values_supported", List.of("PS256"));
                            claims.put("claims_supported", CLAIMS);
                            claims.put("acr_values_supported", ACRS);
                            claims.put("claims_parameter_supported", false);
                            claims.put("request_parameter_supported", false);
                            claims.put("request_uri_parameter_supported", false); // but for what was pushed
                            claims.put("backchannel_logout_supported", true);
                            claims.put("backchannel_logout_session_supported", true);
                        }))));
    }

    private void common(Map<String, Object> claims) {
        claims.put("scopes_supported", scopes);
        claims.put("grant_types_supported", grants);
        claims.put("token_endpoint_auth_methods_supported", List.of("tls_client_auth", "none"));
        claims.put("introspection_endpoint_auth_methods_supported", BY_CERTIFICATE);
        claims.put("revocation_endpoint_auth_methods_supported", BY_CERTIFICATE);
        claims.put("dpop_signing_alg_values_supported", SenderConstraint.PROOF_ALGORITHMS);
        claims.put("response_modes_supported", List.of("query"));
        claims.put("authorization_response_iss_parameter_supported", true);
        // Some clients must push and some need not, so it is not required of all.
        claims.put("require_pushed_authorization_requests", false);
    }
}
