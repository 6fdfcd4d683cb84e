package dev.palisade.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.auth.AuthProperties;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * The keys that sign tokens. They come from outside, so that tokens stay valid over a restart; all of them are published,
 * the one whose id is last in order signs, so that a key can be announced before it is used and kept after.
 */
@Configuration(proxyBeanMethods = false)
class SigningKeys {

    @Bean
    JWKSource<SecurityContext> jwkSource(AuthProperties.Platform platform) {
        if (platform.signingKeys().isEmpty()) {
            throw new IllegalStateException(
                    "There is no key to sign tokens with: palisade.signing-keys.<key id> is missing");
        }
        List<JWK> keys = new ArrayList<>();
        new TreeMap<>(platform.signingKeys()).forEach((id, pem) -> keys.add(key(id, pem)));
        return new ImmutableJWKSet<>(new JWKSet(keys));
    }

    @Bean
    JwtEncoder jwtEncoder(JWKSource<SecurityContext> keys) {
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(List::getLast);
        return encoder;
    }

    @Bean
    OAuth2TokenGenerator<?> tokenGenerator(JwtEncoder encoder, TokenClaims claims) {
        JwtGenerator tokens = new JwtGenerator(encoder);
        tokens.setJwtCustomizer(claims);
        return new DelegatingOAuth2TokenGenerator(tokens, new RefreshTokens());
    }

    private static JWK key(String id, String pem) {
        try {
            String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
            RSAPublicKey publicKey =
                    (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            return new RSAKey.Builder(publicKey)
                    .privateKey(key)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.PS256)
                    .build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause may quote the key, so it is left behind.
            throw new IllegalStateException("palisade.signing-keys." + id + " is not an RSA key in PKCS#8 PEM");
        }
    }
}
