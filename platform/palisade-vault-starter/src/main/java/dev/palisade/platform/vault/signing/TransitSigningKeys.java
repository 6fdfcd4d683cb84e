package dev.palisade.platform.vault.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.palisade.platform.token.TokenSigningKeys;
import dev.palisade.platform.vault.Vault;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs tokens with the key {@value #KEY} of Vault's transit engine, which no private key ever leaves: Vault is sent the
 * hash of a token and returns the signature. Which versions there are is looked up beside, never while a token is made.
 */
final class TransitSigningKeys implements TokenSigningKeys {

    static final String KEY = "token-signing";

    private static final Logger log = LoggerFactory.getLogger(TransitSigningKeys.class);

    private final Vault vault;
    private final TokenSigningProperties properties;
    private final Clock clock;
    private volatile KeyVersions versions;

    TransitSigningKeys(Vault vault, TokenSigningProperties properties, Clock clock) {
        this.vault = vault;
        this.properties = properties;
        this.clock = clock;
        this.versions = read();
    }

    @Override
    public JWKSet published() {
        return versions.published(clock.instant(), properties);
    }

    @Override
    public Current current() {
        KeyVersions.Version version = versions.signing(clock.instant(), properties);
        return new Current(version.id(), new Signer(version.number()));
    }

    @Override
    public List<Term> terms() {
        return versions.terms(properties);
    }

    /** Looks which versions there are, and makes another when it is time. What was known stays when Vault is away. */
    void refresh() {
        try {
            KeyVersions now = read();
            if (now.isRotationDue(clock.instant(), properties)) {
                vault.write("transit/keys/" + KEY + "/rotate", Map.of());
                now = read();
                log.atInfo()
                        .addKeyValue("key", KEY)
                        .addKeyValue("version", now.versions().getLast().number())
                        .addKeyValue("kid", now.versions().getLast().id())
                        .log("The key that signs tokens was rotated");
            }
            versions = now;
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("key", KEY)
                    .addKeyValue("cause", String.valueOf(e.getMessage()))
                    .log("The versions of the key that signs tokens cannot be looked up");
        }
    }

    private KeyVersions read() {
        Vault.Answer answer = vault.read("transit/keys/" + KEY);
        if (!(answer.data().get("keys") instanceof Map<?, ?> keys)) {
            throw new IllegalStateException("Vault's key " + KEY + " has no versions");
        }
        return new KeyVersions(keys.entrySet().stream()
                .map(entry -> version(String.valueOf(entry.getKey()), (Map<?, ?>) entry.getValue()))
                .sorted(Comparator.comparingInt(KeyVersions.Version::number))
                .toList());
    }

    private static KeyVersions.Version version(String number, Map<?, ?> version) {
        try {
            return new KeyVersions.Version(
                    Integer.parseInt(number),
                    OffsetDateTime.parse(String.valueOf(version.get("creation_time")))
                            .toInstant(),
                    new RSAKey.Builder(publicKey(String.valueOf(version.get("public_key"))))
                            .keyIDFromThumbprint()
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.PS256)
                            .build());
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalStateException("Version " + number + " of Vault's key " + KEY + " is no RSA key", e);
        }
    }

    private static RSAPublicKey publicKey(String pem) throws GeneralSecurityException {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** Signs with one version. */
    private final class Signer implements JWSSigner {

        private final int version;
        private final JCAContext context = new JCAContext();

        Signer(int version) {
            this.version = version;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] signingInput) throws JOSEException {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(signingInput);
                String signature = vault.write(
                                "transit/sign/" + KEY + "/sha2-256",
                                Map.of(
                                        "input",
                                        Base64.getEncoder().encodeToString(hash),
                                        "prehashed",
                                        true,
                                        "signature_algorithm",
                                        "pss",
                                        "salt_length",
                                        "hash",
                                        "key_version",
                                        version))
                        .text("signature");
                return Base64URL.encode(
                        Base64.getDecoder().decode(signature.substring(signature.lastIndexOf(':') + 1)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            } catch (RuntimeException e) {
                throw new JOSEException("Vault did not sign: " + e.getMessage(), e);
            }
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return Set.of(JWSAlgorithm.PS256);
        }

        @Override
        public JCAContext getJCAContext() {
            return context;
        }
    }
}
