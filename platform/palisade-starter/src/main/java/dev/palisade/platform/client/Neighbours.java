package dev.palisade.platform.client;

import dev.palisade.platform.identity.WorkloadIdentity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The only way out of a process: requests to the configured neighbours, by mutual TLS, each pinned to its workload. A
 * request to any other address is refused before a connection is made.
 */
public final class Neighbours implements ClientHttpRequestFactory, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    private static final Duration BETWEEN_TIDYING = Duration.ofSeconds(10);

    private final Map<String, Neighbour> byAuthority;
    private final ClientProperties properties;
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("call-deadlines").factory());

    Neighbours(ClientProperties properties, WorkloadIdentity identity) {
        this.properties = properties;
        this.byAuthority = properties.clients().entrySet().stream()
                .map(entry -> new Neighbour(entry.getKey(), entry.getValue(), identity, deadlines))
                .collect(Collectors.toUnmodifiableMap(Neighbour::authority, neighbour -> neighbour));
        deadlines.setRemoveOnCancelPolicy(true);
        Thread.ofVirtual().name("idle-connections").start(this::tidy);
        identity.beforeRenewal(this::open);
    }

    private void tidy() {
        try {
            while (!deadlines.isShutdown()) {
                Thread.sleep(BETWEEN_TIDYING);
                byAuthority.values().forEach(Neighbour::closeIdle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes a connection to each neighbour, where it can be made. */
    private void open() {
        byAuthority.values().forEach(neighbour -> {
            try {
                neighbour.open();
            } catch (IOException e) {
                log.atInfo()
                        .addKeyValue("neighbour", neighbour.authority())
                        .log("No connection could be made beforehand: {}", e.getMessage());
            }
        });
    }

    /**
     * The base address of a neighbour.
     *
     * @throws IllegalArgumentException when none of that name is configured
     */
    public URI url(String name) {
        ClientProperties.Peer peer = properties.clients().get(name);
        if (peer == null) {
            throw new IllegalArgumentException("No neighbour is configured as palisade.clients." + name);
        }
        return peer.url();
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        Neighbour neighbour = uri.getAuthority() == null ? null : byAuthority.get(uri.getAuthority());
        if (neighbour == null || !"https".equals(uri.getScheme())) {
            throw new IOException("Not a configured neighbour: " + uri.getScheme() + "://" + uri.getAuthority());
        }
        return neighbour.request(uri, method);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        byAuthority.values().forEach(Neighbour::close);
    }
}
