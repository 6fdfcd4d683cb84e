package dev.palisade.gateway.session;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.client.Neighbours;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Pushes the request of a sign-in to the authorization server over mutual TLS (RFC 9126), so that the browser
 * carries no more than a reference. Spring's client has no pushed requests of its own.
 */
@Component
class PushedSignIn {

    private final RestClient authServer;
    private final String authorizationEndpoint;

    PushedSignIn(RestClient.Builder builder, Neighbours neighbours, GatewayProperties.Platform platform) {
        this.authServer = builder.clone()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url("auth-server"))
                .build();
        this.authorizationEndpoint = platform.issuer() + "/oauth2/authorize";
    }

    /**
     * The same request, in which the browser is sent on with its reference.
     *
     * @throws ResourceAccessException when the authorization server took none
     */
    OAuth2AuthorizationRequest push(OAuth2AuthorizationRequest request) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("response_type", request.getResponseType().getValue());
        form.add("client_id", request.getClientId());
        form.add("redirect_uri", request.getRedirectUri());
        form.add("scope", String.join(" ", request.getScopes()));
        form.add("state", request.getState());
        request.getAdditionalParameters().forEach((name, value) -> form.add(name, String.valueOf(value)));
        Map<?, ?> answer = authServer
                .post()
                .uri("/oauth2/par")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)
                .retrieve()
                .body(Map.class);
        if (answer == null || !(answer.get("request_uri") instanceof String reference)) {
            throw new ResourceAccessException("auth-server took no pushed request");
        }
        return OAuth2AuthorizationRequest.from(request)
                .authorizationRequestUri(UriComponentsBuilder.fromUriString(authorizationEndpoint)
                        .queryParam("client_id", "{client}")
                        .queryParam("request_uri", "{reference}")
                        .encode()
                        .buildAndExpand(request.getClientId(), reference)
                        .toUriString())
                .build();
    }
}
