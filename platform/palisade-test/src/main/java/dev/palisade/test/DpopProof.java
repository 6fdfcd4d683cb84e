package dev.palisade.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How to prove possession of a key (RFC 9449 section 4.2): right in every way, until a test changes one thing. */
public final class DpopProof {

    private final JWK key;
    private final JWK signer;
    private final String algorithm;
    private final String type;
    private final boolean showsKey;
    private final Map<String, Object> claims;

    private DpopProof(
            JWK key, JWK signer, String algorithm, String type, boolean showsKey, Map<String, Object> claims) {
        this.key = key;
        this.signer = signer;
        this.algorithm = algorithm;
        this.type = type;
        this.showsKey = showsKey;
        this.claims = claims;
    }

    /** A new key. */
    public static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A proof for one request, by ES256. */
    public static DpopProof of(ECKey key, String method, String uri) {
        return of(key, "ES256", method, uri);
    }

    /** A proof for one request. */
    public static DpopProof of(JWK key, String algorithm, String method, String uri) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", method);
        claims.put("htu", uri);
        claims.put("iat", Instant.now());
        return new DpopProof(key, key, algorithm, "dpop+jwt", true, claims);
    }

    /** For a request with this token. */
    public DpopProof forToken(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return claim("ath", Base64URL.encode(hash).toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With another value for a claim, or without it when the value is {@code null}. */
    public DpopProof claim(String name, @Nullable Object value) {
        Map<String, Object> changed = new HashMap<>(claims);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new DpopProof(key, signer, algorithm, type, showsKey, changed);
    }

    /** Of another type. */
    public DpopProof type(String other) {
        return new DpopProof(key, signer, algorithm, other, showsKey, claims);
    }

    /** Without the key in its header. */
    public DpopProof withoutKey() {
        return new DpopProof(key, signer, algorithm, type, false, claims);
    }

    /** Signed by another key than the one in its header. */
    public DpopProof signedBy(ECKey other) {
        return new DpopProof(key, other, algorithm, type, showsKey, claims);
    }

    /** The compact form. */
    public String sign() {
        try {
            JWSHeader.Builder header =
                    new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).type(new JOSEObjectType(type));
            if (showsKey) {
                header.jwk(key.toPublicJWK());
            }
            JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
            claims.forEach(
                    (name, value) -> set.claim(name, value instanceof Instant instant ? Date.from(instant) : value));
            SignedJWT proof = new SignedJWT(header.build(), set.build());
            proof.sign(signer instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(signer.toRSAKey()));
            return proof.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
