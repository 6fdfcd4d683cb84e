package dev.palisade.auth.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.Endpoints;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.TokenRules;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Says whether a token is active (RFC 7662), to workloads, about tokens that were issued for them or are addressed to
 * them. The framework tells any client about any token, codes included, and knows none that came from an exchange.
 */
@Component
class Introspection implements Endpoints {

    private final OAuth2AuthorizationService authorizations;
    private final JwtDecoder signatures;
    private final AuthProperties.Platform platform;
    private final Clock clock = Clock.systemUTC();

    Introspection(
            OAuth2AuthorizationService authorizations,
            JWKSource<SecurityContext> keys,
            AuthProperties.Platform platform) {
        this.authorizations = authorizations;
        this.signatures = IssuerKeys.signatures(keys);
        this.platform = platform;
    }

    @Override
    public void configure(OAuth2AuthorizationServerConfigurer server) {
        server.tokenIntrospectionEndpoint(endpoint -> endpoint.authenticationProviders(providers -> {
            providers.clear();
            providers.add(new AuthenticationProvider() {
                @Override
                public Authentication authenticate(Authentication authentication) {
                    return introspect((OAuth2TokenIntrospectionAuthenticationToken) authentication);
                }

                @Override
                public boolean supports(Class<?> authentication) {
                    return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
                }
            });
        }));
    }

    private Authentication introspect(OAuth2TokenIntrospectionAuthenticationToken request) {
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)
                || !client.isAuthenticated()
                || !ClientAuthenticationMethod.TLS_CLIENT_AUTH.equals(client.getClientAuthenticationMethod())) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        String caller = Objects.requireNonNull(client.getRegisteredClient()).getClientId();
        String token = request.getToken();
        OAuth2Authorization stored = authorizations.findByToken(token, null);
        OAuth2TokenIntrospection answer = stored == null ? exchanged(token, caller) : stored(stored, token, caller);
        return new OAuth2TokenIntrospectionAuthenticationToken(
                token,
                client,
                answer == null ? OAuth2TokenIntrospection.builder().build() : answer);
    }

    private static @Nullable OAuth2TokenIntrospection stored(
            OAuth2Authorization authorization, String value, String caller) {
        OAuth2Authorization.Token<?> token = authorization.getToken(value);
        boolean issuedForCaller = caller.equals(authorization.getRegisteredClientId());
        if (token == null || !token.isActive()) {
            return null;
        }
        if (token.getToken() instanceof OAuth2AccessToken access && token.getClaims() != null) {
            Map<String, Object> claims = token.getClaims();
            boolean forCaller = claims.get("aud") instanceof List<?> audience && audience.contains(caller);
            return issuedForCaller || forCaller
                    ? active(claims, access.getTokenType().getValue())
                    : null;
        }
        if (token.getToken() instanceof OAuth2RefreshToken refresh && issuedForCaller) {
            return OAuth2TokenIntrospection.builder(true)
                    .clientId(authorization.getRegisteredClientId())
                    .subject(authorization.getPrincipalName())
                    .expiresAt(Objects.requireNonNull(refresh.getExpiresAt()))
                    .build();
        }
        return null; // a code, an ID token, a device's code: nobody presents these to be let in
    }

    /** What came from an exchange is not stored, and lives by its signature. */
    private @Nullable OAuth2TokenIntrospection exchanged(String token, String caller) {
        try {
            Jwt jwt = signatures.decode(token);
            boolean acceptable = !TokenRules.accessToken(platform.issuer(), caller, Duration.ZERO, clock)
                    .validate(jwt)
                    .hasErrors();
            // A token without an actor was stored once: if it is not now, it has been revoked.
            return acceptable && jwt.hasClaim("act") ? active(jwt.getClaims(), "Bearer") : null;
        } catch (JwtException e) {
            return null;
        }
    }

    private static OAuth2TokenIntrospection active(Map<String, Object> token, String type) {
        Map<String, Object> claims = new HashMap<>(token);
        claims.computeIfPresent(
                "scope", (name, scope) -> List.of(String.valueOf(scope).split(" ")));
        claims.put("active", true);
        claims.put("token_type", type);
        return OAuth2TokenIntrospection.withClaims(claims).build();
    }
}
