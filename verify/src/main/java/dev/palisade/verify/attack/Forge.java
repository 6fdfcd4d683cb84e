package dev.palisade.verify.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes tokens out of others: what a library would refuse to make is what is wanted here. Where the key of the
 * authorization server lies in a file, wrong tokens can be signed rightly; where Vault has it, nobody can.
 */
public final class Forge {

    /** Stands for a claim or a header field to be left out. */
    public static final Object NOTHING = new Object();

    /** What the authorization server signs with (RFC 7518 section 3.5). */
    static final String PS256 = "RSASSA-PSS";

    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{20}");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final @Nullable Path secrets;
    private @Nullable PrivateKey key;

    /**
     * @param secrets where the authorization server's secrets lie; null when they are in Vault
     */
    Forge(@Nullable Path secrets) {
        this.secrets = secrets;
    }

    /** Whether tokens can be signed as the authorization server does. */
    boolean hasKey() {
        return keyFile().isPresent();
    }

    /** The same token with other claims and header fields, signed by the authorization server's own key. */
    String signed(String token, Map<String, Object> header, Map<String, Object> claims) {
        return signed(token, header, claims, PS256, key());
    }

    /** The same, signed by somebody else's key or in another way. */
    public static String signed(
            String token, Map<String, Object> header, Map<String, Object> claims, String algorithm, PrivateKey key) {
        String content = content(token, header, claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals(PS256)) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Header and claims of a token with changes, without a signature. */
    public static String content(String token, Map<String, Object> header, Map<String, Object> claims) {
        String[] parts = token.split("\\.");
        return encode(changed(parts[0], header)) + "." + encode(changed(parts[1], claims));
    }

    /** The claims of a token. */
    public static Map<?, ?> claims(String token) {
        return decoded(token.split("\\.")[1]);
    }

    /** Whether a text has a JSON Web Token in it. */
    static boolean holdsToken(String text) {
        return TOKEN.matcher(text).find();
    }

    /** A key pair of an attacker. */
    public static KeyPair strangersKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(Map<String, Object> json) {
        return BASE64.encodeToString(JSON.writeValueAsBytes(json));
    }

    private static Map<String, Object> changed(String part, Map<String, Object> changes) {
        Map<String, Object> all = new LinkedHashMap<>();
        decoded(part).forEach((name, value) -> all.put(String.valueOf(name), value));
        changes.forEach((name, value) -> {
            if (NOTHING.equals(value)) {
                all.remove(name);
            } else {
                all.put(name, value);
            }
        });
        return all;
    }

    private static Map<?, ?> decoded(String part) {
        return JSON.readValue(Base64.getUrlDecoder().decode(part), Map.class);
    }

    /** @throws NotHereException when it lies in no file */
    PrivateKey key() {
        PrivateKey known = key;
        if (known == null) {
            known = read();
            key = known;
        }
        return known;
    }

    private PrivateKey read() {
        Path file = keyFile().orElseThrow(() -> new NotHereException("the key that signs tokens lies in no file"));
        try {
            return key(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The RSA key of a PEM text (PKCS#8, RFC 7468 section 10).
     *
     * @throws IllegalArgumentException when it holds none
     */
    public static PrivateKey key(String pem) {
        try {
            byte[] encoded = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The header of a token. */
    public static Map<?, ?> header(String token) {
        return decoded(token.split("\\.")[0]);
    }

    private Optional<Path> keyFile() {
        if (secrets == null || !Files.isDirectory(secrets)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(secrets)) {
            return files.filter(file -> file.getFileName().toString().startsWith("palisade.signing-keys."))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An attack that cannot be made on this platform; the message says why, and the check is not run. */
    static final class NotHereException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotHereException(String message) {
            super(message);
        }
    }
}
