package dev.palisade.gateway.session;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.identity.WorkloadIdentity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ends a sign-in: the tokens are revoked (RFC 7009), the session goes, and the answer names the page where the
 * authorization server ends its own session (OpenID Connect RP-Initiated Logout).
 */
@Component
class SignOut implements LogoutHandler, LogoutSuccessHandler {

    private static final Logger log = LoggerFactory.getLogger(SignOut.class);

    private final OAuth2AuthorizedClientRepository clients;
    private final RestClient authServer;
    private final String clientId;
    private final GatewayProperties.Platform platform;
    private final JsonMapper json;

    SignOut(
            OAuth2AuthorizedClientRepository clients,
            RestClient.Builder builder,
            Neighbours neighbours,
            WorkloadIdentity identity,
            GatewayProperties.Platform platform,
            JsonMapper json) {
        this.clients = clients;
        this.authServer = builder.clone()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url("auth-server"))
                .build();
        this.clientId = identity.id().workload();
        this.platform = platform;
        this.json = json;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        if (!(authentication instanceof OAuth2AuthenticationToken person)) {
            return;
        }
        OAuth2AuthorizedClient client =
                clients.loadAuthorizedClient(person.getAuthorizedClientRegistrationId(), person, request);
        if (client == null) {
            return;
        }
        if (client.getRefreshToken() != null) {
            revoke(client.getRefreshToken().getTokenValue());
        }
        revoke(client.getAccessToken().getTokenValue());
    }

    @Override
    public void onLogoutSuccess(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication)
            throws IOException {
        String location = platform.gatewayUrl() + "/";
        if (authentication != null && authentication.getPrincipal() instanceof OidcUser person) {
            location = UriComponentsBuilder.fromUriString(platform.issuer() + "/connect/logout")
                    .queryParam("id_token_hint", person.getIdToken().getTokenValue())
                    .queryParam("post_logout_redirect_uri", location)
                    .encode()
                    .toUriString();
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(Map.of("location", location)));
    }

    private void revoke(String token) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("client_id", clientId);
        form.add("token", token);
        try {
            authServer
                    .post()
                    .uri("/oauth2/revoke")
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(form)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientException e) {
            // The session ends all the same; what could not be revoked lives five minutes at most.
            log.warn("A token could not be revoked: {}", e.getMessage());
        }
    }
}
