package dev.palisade.platform.client;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * One neighbour and the connections to it. A renewed identity gets new ones: a connection keeps the certificate of its
 * handshake, and a token bound to another certificate is refused on it. They are those of the identity with which the
 * request is made, so that they fit its tokens.
 */
final class Neighbour implements AutoCloseable {

    private final ClientProperties.Peer peer;
    private final SpiffeId id;
    private final WorkloadIdentity identity;
    private final ScheduledExecutorService deadlines;
    private final Guard guard;
    private volatile Connections connections;
    private @Nullable Connections former;

    Neighbour(String name, ClientProperties.Peer peer, WorkloadIdentity identity, ScheduledExecutorService deadlines) {
        this.peer = peer;
        this.id = new SpiffeId(identity.id().trustDomain(), name);
        this.identity = identity;
        this.deadlines = deadlines;
        this.guard = new Guard(name, peer.maxConcurrent());
        this.connections = new Connections(peer, id, identity.current(), deadlines);
    }

    ClientHttpRequest request(URI uri, HttpMethod method) {
        return new GuardedRequest(method, uri, peer.readTimeout(), guard, this::send);
    }

    /** @throws IOException when the identity has ended, also where a connection made before would still carry */
    private ClientHttpResponse send(HttpMethod method, URI uri, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException {
        if (identity.hasEnded()) {
            throw new IOException("The certificate of this process has ended, so " + id + " is not called");
        }
        return ofCurrentIdentity().send(method, uri, headers, body, patience);
    }

    /**
     * Makes a connection with the current identity, for the first request to find.
     *
     * @throws IOException when none can be made
     */
    void open() throws IOException {
        ofCurrentIdentity().open();
    }

    private Connections ofCurrentIdentity() {
        WorkloadIdentity.Current wanted = identity.current();
        Connections now = connections;
        return now.areOf(wanted) ? now : of(wanted);
    }

    /** What was begun with the former identity ends with it, so its connections stay until there are yet others. */
    private synchronized Connections of(WorkloadIdentity.Current wanted) {
        if (connections.areOf(wanted)) {
            return connections;
        }
        Connections before = former;
        if (before != null) {
            if (before.areOf(wanted)) {
                return before;
            }
            before.close();
        }
        former = connections;
        connections = new Connections(peer, id, wanted, deadlines);
        return connections;
    }

    String authority() {
        return peer.url().getAuthority();
    }

    synchronized void closeIdle() {
        connections.closeIdle();
        if (former != null) {
            former.closeIdle();
        }
    }

    @Override
    public synchronized void close() {
        connections.close();
        if (former != null) {
            former.close();
        }
    }
}
