package dev.palisade.local.ca;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a workload shows to prove its name, and what it trusts.
 *
 * @param chain the workload's certificate, then the intermediate that signed it
 * @param key the workload's private key
 * @param root the one certificate that the workload trusts
 */
public record Identity(List<X509Certificate> chain, PrivateKey key, X509Certificate root) {

    /** The file with the workload's certificate and the intermediate's. */
    public static final String CERTIFICATE_FILE = "identity.pem";

    /** The file with the private key (PKCS#8). */
    public static final String KEY_FILE = "key.pem";

    /** The file with the certificate to trust. */
    public static final String TRUST_FILE = "ca.pem";

    public Identity {
        chain = List.copyOf(chain);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static Identity readFrom(Path directory) {
        return new Identity(
                Pem.certificates(directory.resolve(CERTIFICATE_FILE)),
                Pem.key(directory.resolve(KEY_FILE)),
                Pem.certificates(directory.resolve(TRUST_FILE)).getFirst());
    }

    /**
     * An identity that somebody else has issued, as text (RFC 7468).
     *
     * @param chain its certificate and the intermediate's
     * @param key its private key (PKCS#8)
     * @param root the file with the certificate to trust
     */
    public static Identity of(String chain, String key, Path root) {
        return new Identity(
                Pem.certificates(chain), Pem.key(key), Pem.certificates(root).getFirst());
    }

    /** The workload's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /**
     * Writes the three PEM files, mode 0600. The certificate comes last because its change is what a reader watches for:
     * by then the key belonging to it is there.
     */
    public void writeTo(Path directory) {
        PrivateFiles.write(directory.resolve(TRUST_FILE), Pem.of(List.of(root)));
        PrivateFiles.write(directory.resolve(KEY_FILE), Pem.of(key));
        PrivateFiles.write(directory.resolve(CERTIFICATE_FILE), Pem.of(chain));
    }

    /** A TLS context for clients and servers which shows this identity and trusts its root only. */
    public SSLContext sslContext() {
        try {
            char[] noPassword = new char[0];
            KeyStore own = emptyKeyStore();
            own.setKeyEntry("identity", key, noPassword, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, noPassword);
            return context(keys.getKeyManagers(), root);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The identity cannot be used for TLS.", e);
        }
    }

    /** The same with the root in a file. */
    public static SSLContext trustOnly(Path root) {
        return trustOnly(Pem.certificates(root).getFirst());
    }

    /** A TLS context for a client that shows nothing and trusts this root only, as a browser would. */
    public static SSLContext trustOnly(X509Certificate root) {
        try {
            return context(null, root);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The certificate cannot be trusted for TLS.", e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, X509Certificate root)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyKeyStore();
        trusted.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);

        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }

    private static KeyStore emptyKeyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
