package dev.palisade.gateway.edge;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds every body by counting its bytes, whatever its header says: one that is sent in chunks says nothing; and bounds
 * the time in which it has to arrive, however slowly its bytes come. Bodies are small here, so they are read whole before
 * anything else looks at them, and no service ever sees half of one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {

    private static final int PIECE = 8192;

    private final int limit;
    private final Duration patience;
    private final Problems problems;

    BodyLimit(GatewayProperties properties, Problems problems) {
        this.limit = Math.toIntExact(properties.maxBody().toBytes());
        this.patience = properties.bodyTime();
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body;
        try {
            body = request.getContentLengthLong() > limit ? null : read(request.getInputStream());
        } catch (SocketTimeoutException e) {
            refuse(response, ProblemType.REQUEST_TIMEOUT);
            response.flushBuffer();
            throw new CloseNowException(e); // or the container would wait for the rest, as slowly as it comes
        }
        if (body == null) {
            refuse(response, ProblemType.PAYLOAD_TOO_LARGE);
            return;
        }
        chain.doFilter(new ReadRequest(request, body), response);
    }

    private void refuse(HttpServletResponse response, ProblemType type) throws IOException {
        response.setHeader("Connection", "close"); // the rest of the body is not waited for
        problems.write(response, type, null);
    }

    /** The whole body, or nothing when it is too large. */
    private byte @Nullable [] read(InputStream in) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            body.write(piece, 0, n);
            if (body.size() > limit) {
                return null;
            }
            if (System.nanoTime() > end) {
                throw new SocketTimeoutException("The body did not arrive in time");
            }
        }
        return body.toByteArray();
    }

    private static final class ReadRequest extends HttpServletRequestWrapper {

        private final byte[] body;

        ReadRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("The body is read on the thread of the request");
                }

                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    return bytes.read(target, offset, length);
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
