package dev.palisade.platform.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.Closer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A neighbour's answer. Its deadline ends with it; closed, its connection serves the next request. */
final class Answer implements ClientHttpResponse {

    private final ClassicHttpResponse response;
    private final Future<?> deadline;
    private final HttpHeaders headers = new HttpHeaders();

    Answer(ClassicHttpResponse response, Future<?> deadline) {
        this.response = response;
        this.deadline = deadline;
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.getCode());
    }

    @Override
    public String getStatusText() {
        String reason = response.getReasonPhrase();
        return reason == null ? "" : reason;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    @Override
    public void close() {
        EntityUtils.consumeQuietly(response.getEntity());
        Closer.closeQuietly(response);
        deadline.cancel(false);
    }
}
