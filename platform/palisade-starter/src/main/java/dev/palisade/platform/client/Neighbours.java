package dev.palisade.platform.client;

import dev.palisade.platform.identity.WorkloadIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The only way out of a process: requests to the configured neighbours, by mutual TLS, each pinned to its workload. A
 * request to any other address is refused before a connection is made.
 */
public final class Neighbours implements ClientHttpRequestFactory {

    private final Map<String, Neighbour> byAuthority;
    private final ClientProperties properties;

    Neighbours(ClientProperties properties, WorkloadIdentity identity, Executor executor) {
        this.properties = properties;
        this.byAuthority = properties.clients().entrySet().stream()
                .map(entry -> new Neighbour(entry.getKey(), entry.getValue(), identity, executor))
                .collect(Collectors.toUnmodifiableMap(Neighbour::authority, neighbour -> neighbour));
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
}
