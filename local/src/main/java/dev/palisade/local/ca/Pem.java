package dev.palisade.local.ca;

import dev.palisade.local.files.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys as text (RFC 7468). */
final class Pem {

    private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final String KEY_HEADER = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_FOOTER = "-----END PRIVATE KEY-----";

    private Pem() {}

    static String of(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(ENCODER.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be encoded.", e);
        }
        return text.toString();
    }

    static String of(PrivateKey key) {
        return KEY_HEADER + "\n" + ENCODER.encodeToString(key.getEncoded()) + "\n" + KEY_FOOTER + "\n";
    }

    static List<X509Certificate> certificates(Path file) {
        try {
            return certificates(PrivateFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " does not hold certificates in PEM form.", e);
        }
    }

    static List<X509Certificate> certificates(String text) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("This is no certificate in PEM form.", e);
        }
    }

    static PrivateKey key(Path file) {
        try {
            return key(PrivateFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " does not hold an EC private key in PKCS#8 PEM form.", e);
        }
    }

    static PrivateKey key(String text) {
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.replace(KEY_HEADER, "").replace(KEY_FOOTER, ""));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("This is no EC private key in PKCS#8 PEM form.", e);
        }
    }
}
