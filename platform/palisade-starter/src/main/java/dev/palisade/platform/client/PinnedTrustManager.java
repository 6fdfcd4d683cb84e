package dev.palisade.platform.client;

import dev.palisade.platform.identity.SpiffeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server only when its certificate chains to our authority, fits the host name, and names the one workload that
 * is meant to be called: every workload's certificate is valid for {@code localhost} on a laptop, so the host name alone
 * would let one service answer for another.
 */
final class PinnedTrustManager extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager delegate;
    private final SpiffeId expected;

    PinnedTrustManager(X509ExtendedTrustManager delegate, SpiffeId expected) {
        this.delegate = delegate;
        this.expected = expected;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, engine);
        requireExpected(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, socket);
        requireExpected(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        delegate.checkServerTrusted(chain, authType);
        requireExpected(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw clientSideOnly();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw clientSideOnly();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw clientSideOnly();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return delegate.getAcceptedIssuers();
    }

    private void requireExpected(X509Certificate[] chain) throws CertificateException {
        SpiffeId actual;
        try {
            actual = SpiffeId.of(chain[0]);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("The server's certificate names no workload", e);
        }
        if (!actual.equals(expected)) {
            throw new CertificateException("The server is " + actual + ", not " + expected);
        }
    }

    private static CertificateException clientSideOnly() {
        return new CertificateException("This trust manager is for clients");
    }
}
