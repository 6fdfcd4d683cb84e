package dev.palisade.platform.client;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * One neighbour and the pool of connections to it. A renewed identity gets a new pool: a pooled connection keeps the
 * certificate of its handshake, and a token bound to another certificate is refused on it. Requests under way finish on
 * the old pool, which goes when the last of them ends.
 */
final class Neighbour {

    private final ClientProperties.Peer peer;
    private final SpiffeId id;
    private final Executor executor;
    private volatile ClientHttpRequestFactory factory;

    Neighbour(String name, ClientProperties.Peer peer, WorkloadIdentity identity, Executor executor) {
        this.peer = peer;
        this.id = new SpiffeId(identity.id().trustDomain(), name);
        this.executor = executor;
        this.factory = pool(identity.current());
        identity.onRenewal(renewed -> this.factory = pool(renewed));
    }

    ClientHttpRequestFactory factory() {
        return factory;
    }

    String authority() {
        return peer.url().getAuthority();
    }

    private ClientHttpRequestFactory pool(WorkloadIdentity.Current identity) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(peer.connectTimeout())
                .sslContext(sslContext(identity.bundle()))
                .executor(executor)
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client, executor);
        requests.setReadTimeout(peer.readTimeout());
        requests.enableCompression(false);
        return requests;
    }

    private SSLContext sslContext(SslBundle bundle) {
        try {
            TrustManager[] pinned = Arrays.stream(bundle.getManagers().getTrustManagers())
                    .map(manager -> new PinnedTrustManager((X509ExtendedTrustManager) manager, id))
                    .toArray(TrustManager[]::new);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(bundle.getManagers().getKeyManagers(), pinned, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS towards " + id + " cannot be set up", e);
        }
    }
}
