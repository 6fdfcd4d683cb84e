package dev.palisade.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.platform.token.TokenSigningKeys;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JoseHeaderNames;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtEncodingException;

/** Writes tokens and has them signed, by PS256 and by whoever holds the current key; Spring's encoder wants the key. */
final class TokenEncoder implements JwtEncoder {

    private final TokenSigningKeys keys;

    TokenEncoder(TokenSigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Jwt encode(JwtEncoderParameters parameters) {
        TokenSigningKeys.Current key = keys.current();
        JWSHeader header = header(key.id(), parameters.getJwsHeader());
        Map<String, Object> claims = parameters.getClaims().getClaims();
        SignedJWT token = new SignedJWT(header, claims(claims));
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new JwtEncodingException("The token cannot be signed", e);
        }
        return new Jwt(
                token.serialize(),
                parameters.getClaims().getIssuedAt(),
                parameters.getClaims().getExpiresAt(),
                header.toJSONObject(),
                claims);
    }

    private static JWSHeader header(String keyId, @Nullable JwsHeader wanted) {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.PS256).keyID(keyId);
        if (wanted != null && wanted.getHeader(JoseHeaderNames.TYP) instanceof String type) {
            header.type(new JOSEObjectType(type));
        }
        return header.build();
    }

    private static JWTClaimsSet claims(Map<String, Object> claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
        claims.forEach((name, value) -> set.claim(name, value instanceof Instant time ? Date.from(time) : value));
        return set.build();
    }
}
