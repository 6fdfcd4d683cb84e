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
import org.springframework.http.client.ClientHttpResponse;

/** A request that waits no longer than its caller does, and is made under the neighbour's guard. */
final class GuardedRequest extends AbstractClientHttpRequest {

    private final HttpMethod method;
    private final URI uri;
    private final Duration patience;
    private final Guard guard;
    private final Sender sender;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** @param patience how long an answer may take when nobody has less time */
    GuardedRequest(HttpMethod method, URI uri, Duration patience, Guard guard, Sender sender) {
        this.method = method;
        this.uri = uri;
        this.patience = patience;
        this.guard = guard;
        this.sender = sender;
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
            headers.set(TimeBudget.HEADER, String.valueOf(left.toMillis()));
            return sender.send(method, uri, headers, body.toByteArray(), left);
        });
    }

    /** What carries a request to its neighbour. */
    @FunctionalInterface
    interface Sender {
        /** @param patience how long its answer may take */
        ClientHttpResponse send(HttpMethod method, URI uri, HttpHeaders headers, byte[] body, Duration patience)
                throws IOException;
    }
}
