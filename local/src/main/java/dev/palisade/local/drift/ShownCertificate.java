package dev.palisade.local.drift;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The certificate that a process shows to whoever connects.
 *
 * @param name its SPIFFE ID; empty when it has none
 * @param until until when
 */
public record ShownCertificate(String name, Instant until) {

    private static final int URI_NAME = 6;
    private static final int PATIENCE = (int) Duration.ofSeconds(5).toMillis();

    /**
     * Connects and looks; nothing when nobody answers, or somebody whom we do not trust.
     *
     * @param url where
     * @param trust whom to trust
     */
    public static Optional<ShownCertificate> at(URI url, SSLContext trust) {
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            socket.startHandshake();
            return Optional.of(of((X509Certificate) socket.getSession().getPeerCertificates()[0]));
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static ShownCertificate of(X509Certificate certificate) throws GeneralSecurityException {
        String name = Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                .flatMap(Collection::stream)
                .filter(each -> Integer.valueOf(URI_NAME).equals(each.getFirst()))
                .map(each -> String.valueOf(each.get(1)))
                .findFirst()
                .orElse("");
        return new ShownCertificate(name, certificate.getNotAfter().toInstant());
    }
}
