package dev.palisade.platform.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** A request that waits no longer than its caller does, and is made under the neighbour's guard. */
final class GuardedRequest extends AbstractClientHttpRequest {

    private final HttpMethod method;
    private final URI uri;
    private final Duration patience;
    private final Guard guard;
    private final Connections connections;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** @param patience how long an answer may take when nobody has less time */
    GuardedRequest(HttpMethod method, URI uri, Duration patience, Guard guard, Connections connections) {
        this.method = method;
        this.uri = uri;
        this.patience = patience;
        this.guard = guard;
        this.connections = connections;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        return body;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        return guard.call(method, () -> {
            Duration left = TimeBudget.left(patience);
            if (!left.isPositive()) {
                throw new HttpTimeoutException("There is no time left for a call to " + uri.getAuthority());
            }
            ClientHttpRequest request = connections.request(uri, method, left);
            request.getHeaders().putAll(headers);
            request.getHeaders().set(TimeBudget.HEADER, String.valueOf(left.toMillis()));
            if (body.size() > 0) {
                body.writeTo(request.getBody());
            }
            return request.execute();
        });
    }

    /** Where requests are made from. */
    @FunctionalInterface
    interface Connections {
        /** @param patience how long its answer may take */
        ClientHttpRequest request(URI uri, HttpMethod method, Duration patience) throws IOException;
    }
}
