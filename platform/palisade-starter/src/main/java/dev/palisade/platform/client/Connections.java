package dev.palisade.platform.client;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;

/**
 * The connections to one neighbour that were made with one generation of the identity. A call is made on the thread that
 * wants it, and ends at its deadline wherever it is.
 */
final class Connections implements AutoCloseable {

    /** Shorter than a server keeps a connection on which nothing is asked. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private static final TimeValue TRUSTED_UNSEEN = TimeValue.ofSeconds(1);
    private static final int LONGEST_LINE = 32 * 1024;
    private static final int MOST_HEADERS = 200;

    /** What belongs to a connection and not to a request; the client writes them itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final String thumbprint;
    private final HttpHost host;
    private final Timeout connectTimeout;
    private final PoolingHttpClientConnectionManager manager;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines;

    /**
     * Makes no connection yet.
     *
     * @param deadlines ends what takes too long
     */
    Connections(
            ClientProperties.Peer peer,
            SpiffeId neighbour,
            WorkloadIdentity.Current identity,
            ScheduledExecutorService deadlines) {
        this.thumbprint = identity.thumbprint();
        this.host = HttpHost.create(peer.url());
        this.connectTimeout = Timeout.of(peer.connectTimeout());
        this.deadlines = deadlines;
        this.manager = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(
                        sslContext(identity.bundle(), neighbour),
                        new String[] {"TLSv1.3"},
                        null,
                        SSLBufferMode.STATIC,
                        HostnameVerificationPolicy.BUILTIN, // by the trust manager, before anything is sent
                        NoopHostnameVerifier.INSTANCE))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connectTimeout)
                        .setValidateAfterInactivity(TRUSTED_UNSEEN)
                        .setTimeToLive(TimeValue.of(peer.connectionLife()))
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_LINE)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(peer.maxConcurrent())
                .setMaxConnTotal(peer.maxConcurrent())
                .build();
        this.client = HttpClients.createMinimal(manager); // follows nothing, keeps nothing, tries once
    }

    boolean areOf(WorkloadIdentity.Current identity) {
        return thumbprint.equals(identity.thumbprint());
    }

    /**
     * Sends a request.
     *
     * @param patience how long it may take until the answer has been read
     * @throws HttpTimeoutException when it takes longer
     * @throws NoAnswerException when the connection ends first
     */
    ClientHttpResponse send(HttpMethod method, URI uri, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method.name(), uri);
        headers.forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        if (body.length > 0) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        Future<?> deadline = deadlines.schedule(request::cancel, patience.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return new Answer(client.executeOpen(host, request, HttpClientContext.create()), deadline);
        } catch (IOException e) {
            if (request.isCancelled()) {
                HttpTimeoutException late = new HttpTimeoutException(host.toHostString() + " did not answer in time");
                late.initCause(e);
                throw late;
            }
            deadline.cancel(false);
            throw e instanceof NoHttpResponseException ? new NoAnswerException(host.toHostString(), e) : e;
        }
    }

    /**
     * Makes a connection that the next request finds.
     *
     * @throws IOException when none can be made
     */
    void open() throws IOException {
        ConnectionEndpoint endpoint = null;
        try {
            endpoint = manager.lease("open", new HttpRoute(host), connectTimeout, null)
                    .get(connectTimeout);
            if (!endpoint.isConnected()) {
                manager.connect(endpoint, connectTimeout, HttpClientContext.create());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("There is no room for a connection to " + host.toHostString(), e);
        } finally {
            if (endpoint != null) {
                manager.release(endpoint, null, TimeValue.NEG_ONE_MILLISECOND);
            }
        }
    }

    /** Closes those on which nothing has been asked for long. */
    void closeIdle() {
        manager.closeIdle(IDLE);
    }

    @Override
    public void close() {
        manager.close(CloseMode.GRACEFUL);
    }

    private static SSLContext sslContext(SslBundle bundle, SpiffeId neighbour) {
        try {
            TrustManager[] pinned = Arrays.stream(bundle.getManagers().getTrustManagers())
                    .map(manager -> new PinnedTrustManager((X509ExtendedTrustManager) manager, neighbour))
                    .toArray(TrustManager[]::new);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(bundle.getManagers().getKeyManagers(), pinned, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS towards " + neighbour + " cannot be set up", e);
        }
    }
}
