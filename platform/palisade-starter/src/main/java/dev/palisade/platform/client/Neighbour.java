package dev.palisade.platform.client;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * One neighbour and the pool of connections to it. A renewed identity gets a new pool: a pooled connection keeps the
 * certificate of its handshake, and a token bound to another certificate is refused on it. The pool is that of the
 * identity with which the request is made, so that it fits its tokens.
 */
final class Neighbour {

    private final ClientProperties.Peer peer;
    private final SpiffeId id;
    private final WorkloadIdentity identity;
    private final Executor executor;
    private final Guard guard;
    private volatile Pool pool;
    private @Nullable Pool formerPool;

    Neighbour(String name, ClientProperties.Peer peer, WorkloadIdentity identity, Executor executor) {
        this.peer = peer;
        this.id = new SpiffeId(identity.id().trustDomain(), name);
        this.identity = identity;
        this.executor = executor;
        this.guard = new Guard(name, peer.maxConcurrent());
        this.pool = pool(identity.current());
    }

    ClientHttpRequest request(URI uri, HttpMethod method) {
        return new GuardedRequest(method, uri, peer.readTimeout(), guard, this::connect);
    }

    /** @throws IOException when the identity has ended, also where a connection made before would still carry */
    private ClientHttpRequest connect(URI uri, HttpMethod method, Duration patience) throws IOException {
        if (identity.hasEnded()) {
            throw new IOException("The certificate of this process has ended, so " + id + " is not called");
        }
        WorkloadIdentity.Current wanted = identity.current();
        Pool now = pool;
        return (now.isOf(wanted) ? now : poolOf(wanted)).request(uri, method, patience, executor);
    }

    /** What was begun with the former identity ends with it, so its pool stays until there is yet another. */
    private synchronized Pool poolOf(WorkloadIdentity.Current wanted) {
        if (pool.isOf(wanted)) {
            return pool;
        }
        Pool former = formerPool;
        if (former != null && former.isOf(wanted)) {
            return former;
        }
        formerPool = pool;
        pool = pool(wanted);
        return pool;
    }

    String authority() {
        return peer.url().getAuthority();
    }

    private Pool pool(WorkloadIdentity.Current current) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(peer.connectTimeout())
                .sslContext(sslContext(current.bundle()))
                .executor(executor)
                .build();
        return new Pool(current.thumbprint(), client);
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

    /**
     * The connections of one generation of the identity.
     *
     * @param thumbprint of its certificate
     * @param client makes requests over them
     */
    private record Pool(String thumbprint, HttpClient client) {

        ClientHttpRequest request(URI uri, HttpMethod method, Duration patience, Executor executor) throws IOException {
            JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client, executor);
            requests.setReadTimeout(patience);
            requests.enableCompression(false);
            return requests.createRequest(uri, method);
        }

        boolean isOf(WorkloadIdentity.Current identity) {
            return thumbprint.equals(identity.thumbprint());
        }
    }
}
