package dev.palisade.verify.evidence;

import dev.palisade.local.files.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The key of this installation, which signs its evidence (Ed25519, RFC 8032). It lies beside the other secrets. */
public final class InstallationKey {

    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE = "evidence.key";
    private static final String PUBLIC = "evidence.pem";

    private final PrivateKey key;
    private final String publicPem;

    private InstallationKey(PrivateKey key, String publicPem) {
        this.key = key;
        this.publicPem = publicPem;
    }

    /** The key in a folder, which is made at the first use. */
    public static InstallationKey in(Path folder) {
        try {
            if (!Files.exists(folder.resolve(PRIVATE)) || !Files.exists(folder.resolve(PUBLIC))) {
                KeyPair keys = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
                PrivateFiles.write(
                        folder.resolve(PUBLIC),
                        pem("PUBLIC KEY", keys.getPublic().getEncoded()));
                PrivateFiles.write(
                        folder.resolve(PRIVATE),
                        pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            }
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes(PrivateFiles.read(folder.resolve(PRIVATE)))));
            return new InstallationKey(key, PrivateFiles.read(folder.resolve(PUBLIC)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key in " + folder + " is none", e);
        }
    }

    /** The public half, in PEM (RFC 7468). */
    public String publicPem() {
        return publicPem;
    }

    /** What names the key on other machines. */
    public String fingerprint() {
        return fingerprint(publicPem);
    }

    /** Signs a text; the signature in Base64. */
    public String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the key of this PEM signed the text. */
    public static boolean isSigned(String pem, String text, String signature) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes(pem)));
        Signature check = Signature.getInstance(ALGORITHM);
        check.initVerify(key);
        check.update(text.getBytes(StandardCharsets.UTF_8));
        try {
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false; // no Base64
        }
    }

    /** What names the key of this PEM. */
    public static String fingerprint(String pem) {
        return Evidence.sha256(bytes(pem));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private static byte[] bytes(String pem) {
        return Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
    }
}
