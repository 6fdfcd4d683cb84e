package dev.palisade.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate and key that this process shows, from the PEM files of a folder: {@code identity.pem}, {@code key.pem}
 * (PKCS#8, elliptic curve) and {@code ca.pem}. When somebody renews them, the next handshake uses the new ones.
 */
final class OwnIdentity extends X509ExtendedKeyManager {

    private static final String CERTIFICATE = "identity.pem";
    private static final String KEY_TYPE = "EC";

    private final Path folder;
    private volatile Generation current;
    private volatile Generation former;

    private OwnIdentity(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.current = read();
        this.former = current;
    }

    /** TLS for servers and clients, which shows what is in the folder and trusts its authority only. */
    static SSLContext context(Path folder) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, new char[0]);
            for (X509Certificate root : certificates(folder.resolve("ca.pem"))) {
                trusted.setCertificateEntry("root-" + trusted.size(), root);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new OwnIdentity(folder)}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate in " + folder + " cannot be used", e);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keyType.equals(KEY_TYPE) ? newest().alias() : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return Arrays.asList(keyTypes).contains(KEY_TYPE) ? newest().alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {current.alias()};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {current.alias()};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    /** A handshake that began with one generation ends with it. */
    private Generation of(String alias) {
        Generation now = current;
        return now.alias().equals(alias) ? now : former;
    }

    private synchronized Generation newest() {
        try {
            if (!Files.getLastModifiedTime(folder.resolve(CERTIFICATE)).equals(current.written())) {
                Generation read = read();
                former = current;
                current = read;
            }
        } catch (IOException | GeneralSecurityException e) {
            // Being written just now, or damaged: what was good before is shown as long as it lasts.
            System.out.println("The certificate in " + folder + " cannot be read: " + e);
        }
        return current;
    }

    /** Whoever renews them writes the certificate last, so by the time it has changed the key is there. */
    private Generation read() throws IOException, GeneralSecurityException {
        FileTime written = Files.getLastModifiedTime(folder.resolve(CERTIFICATE));
        String pem = Files.readString(folder.resolve("key.pem")).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance(KEY_TYPE)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        return new Generation("own-" + written.toMillis(), written, certificates(folder.resolve(CERTIFICATE)), key);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> certificates = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(each -> certificates.add((X509Certificate) Objects.requireNonNull(each)));
            return certificates;
        }
    }

    /** One certificate with its key. */
    private record Generation(String alias, FileTime written, List<X509Certificate> chain, PrivateKey key) {}
}
