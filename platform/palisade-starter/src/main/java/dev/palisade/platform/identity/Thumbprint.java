package dev.palisade.platform.identity;

import dev.palisade.platform.hash.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** The SHA-256 thumbprint of a certificate, as the claim {@code x5t#S256} holds it (RFC 8705 section 3.1). */
public final class Thumbprint {

    private Thumbprint() {}

    /** The base64url form, without padding, of the SHA-256 hash of the certificate's DER encoding. */
    public static String of(X509Certificate certificate) {
        try {
            byte[] hash = Sha256.of(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("The certificate cannot be hashed", e);
        }
    }
}
