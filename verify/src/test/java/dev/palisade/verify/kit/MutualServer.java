package dev.palisade.verify.kit;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** An API behind mutual TLS, or one that only asks for a certificate and also speaks the TLS of yesterday. */
final class MutualServer implements AutoCloseable {

    private final Path folder;
    private final HttpsServer server;

    MutualServer(Path folder, String token, boolean strict) throws IOException {
        this.folder = folder;
        CertificateAuthority authority = CertificateAuthority.inMemory("Somebody else's");
        authority.issue("caller", Duration.ofMinutes(5)).writeTo(Files.createDirectories(folder.resolve("caller")));
        Files.writeString(folder.resolve("right-token"), token);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(authority)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setProtocols(strict ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"});
                if (strict) {
                    tls.setNeedClientAuth(true);
                } else {
                    tls.setWantClientAuth(true);
                }
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            boolean right =
                    ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                            && exchange.getRequestURI().getQuery() == null;
            exchange.sendResponseHeaders(right ? 200 : 401, -1);
            exchange.close();
        });
        server.start();
    }

    Path target() throws IOException {
        return Files.writeString(
                folder.resolve("mutual.yaml"), """
                resourceServer:
                  url: https://localhost:%d/api
                  token: right-token
                  identity: caller
                """.formatted(server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The identity's own context speaks TLS 1.3 alone. */
    private static SSLContext context(CertificateAuthority authority) {
        Identity identity = authority.issue("api", Duration.ofMinutes(5));
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "api", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(keys, new char[0]);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("root", identity.root());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
