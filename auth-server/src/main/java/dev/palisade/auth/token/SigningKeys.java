package dev.palisade.auth.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.auth.AuthProperties;
import dev.palisade.platform.token.TokenSigningKeys;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/** Signs tokens with the platform's keys, or with those that come as properties where the platform has none. */
@Configuration(proxyBeanMethods = false)
class SigningKeys {

    private final TokenSigningKeys keys;

    SigningKeys(ObjectProvider<TokenSigningKeys> platformKeys, AuthProperties.Platform platform) {
        this.keys = platformKeys.getIfAvailable(() -> LocalSigningKeys.from(platform.signingKeys(), Clock.systemUTC()));
    }

    @Bean
    JWKSource<SecurityContext> jwkSource() {
        return (selector, context) -> selector.select(keys.published());
    }

    @Bean
    JwtEncoder jwtEncoder() {
        return new TokenEncoder(keys);
    }

    @Bean
    KeyStates keyStates() {
        return new KeyStates(keys, Clock.systemUTC());
    }

    @Bean
    OAuth2TokenGenerator<?> tokenGenerator(JwtEncoder encoder, TokenClaims claims) {
        JwtGenerator tokens = new JwtGenerator(encoder);
        tokens.setJwtCustomizer(claims);
        return new DelegatingOAuth2TokenGenerator(tokens, new RefreshTokens());
    }
}
