package dev.palisade.test;

import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests exactly as they are written, with the certificate of one workload. */
public final class TestClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI base;

    private TestClient(HttpClient http, URI base) {
        this.http = http;
        this.base = base;
    }

    /** A client that proves to be the holder of this identity. */
    public static TestClient as(Identity identity, String base) {
        return over(identity.sslContext(), base);
    }

    /** A client that proves nothing, as a browser. */
    public static TestClient anonymous(String base) {
        return over(Identity.trustOnly(TestPlatform.authority().root()), base);
    }

    private static TestClient over(SSLContext tls, String base) {
        return new TestClient(
                HttpClient.newBuilder()
                        .sslContext(tls)
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build(),
                URI.create(base));
    }

    /** A request to this path, to which headers and a body can be added. */
    public Request request(String method, String path) {
        return new Request(method, path);
    }

    @Override
    public void close() {
        http.close();
    }

    /** A request being written. */
    public final class Request {

        private final String method;
        private final HttpRequest.Builder builder;
        private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

        Request(String method, String path) {
            this.method = method;
            this.builder = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
        }

        /** With this header. */
        public Request header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        /** With this token. */
        public Request bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        /** With this JSON, well-formed or not. */
        public Request json(String json) {
            return body("application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        /** With these bytes. */
        public Request body(String mediaType, byte[] bytes) {
            body = BodyPublishers.ofByteArray(bytes);
            return header("Content-Type", mediaType);
        }

        /**
         * Sends it.
         *
         * @throws IOException when there is no answer, for example since the handshake was refused
         */
        public Answer send() throws IOException {
            try {
                HttpResponse<String> response =
                        http.send(builder.method(method, body).build(), BodyHandlers.ofString());
                return new Answer(response);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }

    /**
     * An answer.
     *
     * @param response the whole of it
     */
    public record Answer(HttpResponse<String> response) {

        /** The status code. */
        public int status() {
            return response.statusCode();
        }

        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** The last word of the problem's type, for example {@code not-found}. */
        public String problem() {
            String type = json().path("type").asString("");
            return type.substring(type.lastIndexOf(':') + 1);
        }

        /** The first value of a header. */
        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }
}
