package dev.palisade.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.palisade.platform.token.TokenSigningKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys that come as properties, so that tokens stay valid over a restart: all of them are published, the one whose id is
 * last in order signs, so that a key can be announced before it is used and kept after.
 */
final class LocalSigningKeys implements TokenSigningKeys {

    private final JWKSet published;
    private final Current current;

    private LocalSigningKeys(JWKSet published, Current current) {
        this.published = published;
        this.current = current;
    }

    /**
     * Reads the keys.
     *
     * @param pems private keys by key id, PKCS#8 in PEM
     * @throws IllegalStateException when there is none, or one is no RSA key
     */
    static LocalSigningKeys from(Map<String, String> pems) {
        if (pems.isEmpty()) {
            throw new IllegalStateException(
                    "There is no key to sign tokens with: palisade.signing-keys.<key id> is missing");
        }
        List<JWK> keys = new ArrayList<>();
        new TreeMap<>(pems).forEach((id, pem) -> keys.add(key(id, pem)));
        try {
            RSAKey last = keys.getLast().toRSAKey();
            return new LocalSigningKeys(
                    new JWKSet(keys).toPublicJWKSet(), new Current(last.getKeyID(), new RSASSASigner(last)));
        } catch (JOSEException e) {
            throw new IllegalStateException("The last key of palisade.signing-keys cannot sign", e);
        }
    }

    @Override
    public JWKSet published() {
        return published;
    }

    @Override
    public Current current() {
        return current;
    }

    private static RSAKey key(String id, String pem) {
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
