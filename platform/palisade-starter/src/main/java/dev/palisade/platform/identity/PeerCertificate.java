package dev.palisade.platform.identity;

import jakarta.servlet.ServletRequest;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The certificate that the other end of this connection proved to hold. It comes from TLS, never from a header. */
public final class PeerCertificate {

    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

    private PeerCertificate() {}

    /** The peer's own certificate, or {@code null} when it presented none. */
    public static @Nullable X509Certificate of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0 ? chain[0] : null;
    }
}
