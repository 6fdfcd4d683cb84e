package dev.palisade.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour of the service under test: it has the identity of a workload, demands a certificate from whoever connects,
 * answers what the test says, and remembers what it was asked.
 */
public final class TestService implements AutoCloseable {

    private final HttpsServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private volatile Handler handler;
    private volatile @Nullable Contract contract;

    private TestService(Identity identity, Handler handler) {
        this.handler = handler;
        try {
            this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Starts a neighbour with the identity of this workload. */
    public static TestService start(String workload, Handler handler) {
        return start(TestPlatform.identity(workload), handler);
    }

    /** Starts a neighbour with any identity. */
    public static TestService start(Identity identity, Handler handler) {
        return new TestService(identity, handler);
    }

    /** Judges from now on what it is asked and what it answers by the contract of the service that it stands for. */
    public TestService keeping(Contract promised) {
        this.contract = promised;
        return this;
    }

    /** Its address. */
    public URI url() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** Answers in another way from now on. */
    public void answer(Handler other) {
        this.handler = other;
    }

    /** What it was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** What of the questions and answers so far is not as the contract has it. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** Forgets what it was asked. */
    public void forget() {
        requests.clear();
        breaches.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            X509Certificate peer =
                    (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    peer,
                    exchange.getRemoteAddress().getPort());
            requests.add(request);
            Contract promised = contract;
            if (promised != null) {
                breaches.addAll(promised.breaches(request));
            }
            Response response = handler.handle(request);
            if (promised != null) {
                breaches.addAll(promised.breaches(request, response));
            }
            response.headers().forEach(exchange.getResponseHeaders()::set);
            if (response.body().isEmpty()) {
                exchange.sendResponseHeaders(response.status(), -1);
                return;
            }
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", response.status() < 400 ? "application/json" : "application/problem+json");
            exchange.getResponseHeaders().set("X-Inside", "stays inside");
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            if (response.status() == 401) {
                exchange.getResponseHeaders()
                        .set("WWW-Authenticate", "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"");
            }
            exchange.sendResponseHeaders(response.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Says what the neighbour answers; an exception cuts the connection. */
    @FunctionalInterface
    public interface Handler {

        /** The answer to one request. */
        Response handle(Request request) throws IOException;
    }

    /**
     * A request as it arrived.
     *
     * @param method its method
     * @param uri its target
     * @param headers its headers, names capitalised as {@code Content-type}
     * @param body its body
     * @param peer the caller's certificate
     * @param port the caller's port, which tells its connections apart
     */
    public record Request(
            String method, URI uri, Map<String, List<String>> headers, String body, X509Certificate peer, int port) {

        /** The first value of a header. */
        public @Nullable String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * An answer.
     *
     * @param status its status code
     * @param body its JSON, or empty
     * @param headers more of its headers
     */
    public record Response(int status, String body, Map<String, String> headers) {

        /** An answer with no headers of its own. */
        public Response(int status, String body) {
            this(status, body, Map.of());
        }

        /** 200 with this JSON. */
        public static Response ok(String body) {
            return new Response(200, body);
        }

        /** A problem document of the platform's kind. */
        public static Response problem(int status, String word) {
            return new Response(
                    status,
                    "{\"type\":\"urn:palisade:problem:%s\",\"title\":\"%s\",\"status\":%d}"
                            .formatted(word, word, status));
        }
    }
}
