package dev.palisade.auth.client;

import dev.palisade.auth.AuthProperties;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** Registers the configured clients with settings that none of them can loosen. */
@Configuration(proxyBeanMethods = false)
class ClientConfiguration {

    @Bean
    RegisteredClientRepository registeredClients(AuthProperties properties) {
        List<RegisteredClient> clients = properties.clients().entrySet().stream()
                .map(entry -> register(entry.getKey(), entry.getValue()))
                .toList();
        return new InMemoryRegisteredClientRepository(clients);
    }

    private static RegisteredClient register(String clientId, AuthProperties.Client client) {
        return RegisteredClient.withId(clientId)
                .clientId(clientId)
                .clientAuthenticationMethod(
                        client.publicClient()
                                ? ClientAuthenticationMethod.NONE
                                : ClientAuthenticationMethod.TLS_CLIENT_AUTH)
                .authorizationGrantTypes(
                        grants -> client.grants().forEach(grant -> grants.add(new AuthorizationGrantType(grant))))
                .redirectUris(uris -> uris.addAll(client.redirectUris()))
                .postLogoutRedirectUris(uris -> uris.addAll(client.postLogoutRedirectUris()))
                .scopes(scopes -> scopes.addAll(client.scopes()))
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(client.consent())
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .authorizationCodeTimeToLive(Duration.ofSeconds(60)) // RFC 9700 section 2.1.1: short
                        .accessTokenTimeToLive(Duration.ofMinutes(5))
                        .refreshTokenTimeToLive(Duration.ofHours(8))
                        .deviceCodeTimeToLive(Duration.ofMinutes(5)) // time to fetch a phone and sign in
                        .reuseRefreshTokens(false) // RFC 9700 section 4.14.2: rotate
                        .x509CertificateBoundAccessTokens(!client.publicClient())
                        .idTokenSignatureAlgorithm(SignatureAlgorithm.PS256)
                        .build())
                .build();
    }
}
