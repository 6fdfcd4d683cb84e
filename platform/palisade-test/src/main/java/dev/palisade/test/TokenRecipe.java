package dev.palisade.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.local.ca.Identity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How to make a token. It starts as one that is right in every way; a test for a refusal changes one thing, so that the
 * unchanged recipe is its positive twin. Recipes do not change: each method returns a new one.
 */
public final class TokenRecipe {

    private final RSAKey key;
    private final Map<String, Object> header;
    private final Map<String, Object> claims;

    private TokenRecipe(RSAKey key, Map<String, Object> header, Map<String, Object> claims) {
        this.key = key;
        this.header = header;
        this.claims = claims;
    }

    static TokenRecipe of(RSAKey key, String issuer, String client, Identity holder, String audience) {
        Instant now = Instant.now();
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", client);
        claims.put("aud", List.of(audience));
        claims.put("client_id", client);
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now.plusSeconds(120));
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("cnf", Map.of("x5t#S256", thumbprint(holder)));
        return new TokenRecipe(key, Map.of("alg", "PS256", "typ", "at+jwt", "kid", key.getKeyID()), claims);
    }

    /** For a person, with the caller as the nearest actor. */
    public TokenRecipe person(String subject, String... roles) {
        return claim("sub", subject)
                .claim("roles", List.of(roles))
                .claim("act", Map.of("sub", String.valueOf(claims.get("client_id"))));
    }

    /** Of somebody who has just proved themselves by two factors. */
    public TokenRecipe twoFactors() {
        return claim("acr", "urn:palisade:acr:two-factors").claim("auth_time", Instant.now());
    }

    /** With these scopes. */
    public TokenRecipe scope(String... scopes) {
        return claim("scope", String.join(" ", scopes));
    }

    /** With this chain of actors, nearest first. */
    public TokenRecipe actors(String... actors) {
        Map<String, Object> chain = null;
        for (int i = actors.length - 1; i >= 0; i--) {
            Map<String, Object> actor = new LinkedHashMap<>();
            actor.put("sub", actors[i]);
            if (chain != null) {
                actor.put("act", chain);
            }
            chain = actor;
        }
        return claim("act", chain);
    }

    /** Bound to another certificate. */
    public TokenRecipe boundTo(Identity holder) {
        return claim("cnf", Map.of("x5t#S256", thumbprint(holder)));
    }

    /** With another value for a claim, or without it when the value is {@code null}. */
    public TokenRecipe claim(String name, @Nullable Object value) {
        return new TokenRecipe(key, header, with(claims, name, value));
    }

    /** With another value for a header parameter, or without it when the value is {@code null}. */
    public TokenRecipe header(String name, @Nullable Object value) {
        return new TokenRecipe(key, with(header, name, value), claims);
    }

    /** Signed by another key. */
    public TokenRecipe signedBy(RSAKey other) {
        return new TokenRecipe(other, header, claims);
    }

    /** The compact form. */
    public String sign() {
        try {
            JWSHeader.Builder jws = new JWSHeader.Builder(JWSAlgorithm.parse(String.valueOf(header.get("alg"))));
            if (header.get("typ") instanceof String type) {
                jws.type(new JOSEObjectType(type));
            }
            if (header.get("kid") instanceof String kid) {
                jws.keyID(kid);
            }
            JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
            claims.forEach(
                    (name, value) -> set.claim(name, value instanceof Instant instant ? Date.from(instant) : value));
            SignedJWT token = new SignedJWT(jws.build(), set.build());
            JWSSigner signer = new RSASSASigner(key);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String thumbprint(Identity holder) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(holder.certificate().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> with(Map<String, Object> original, String name, @Nullable Object value) {
        Map<String, Object> changed = new HashMap<>(original);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }
}
