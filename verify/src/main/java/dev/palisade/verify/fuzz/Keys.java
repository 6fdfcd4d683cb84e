package dev.palisade.verify.fuzz;

import dev.palisade.local.Platform;
import dev.palisade.verify.attack.Scene;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What each operation is asked with: by the right person or workload, with its certificate and a real token. */
final class Keys {

    private static final Duration LIFE = Duration.ofMinutes(2); // a second factor counts for five, a token as long
    private static final String GATEWAY = "gateway";
    private static final String CART = "cart-service";
    private static final String ALL_OF_A_CUSTOMER = "cart orders payment";

    private final Platform platform;
    private final Scene scene;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    Keys(Platform platform, Scene scene) {
        this.platform = platform;
        this.scene = scene;
    }

    /** Where an operation is asked, with what certificate and token. */
    Key of(Operation operation, boolean straight) {
        return straight ? straight(operation) : new Key(outside(), platform.url(GATEWAY), person(operation));
    }

    /** The front door. */
    HttpClient outside() {
        return clients.computeIfAbsent("", key -> client(platform.trust()));
    }

    String customer() {
        return token("alice", ALL_OF_A_CUSTOMER);
    }

    String merchandiser() {
        return token("carol", "catalog:write catalog:history");
    }

    private Key straight(Operation operation) {
        String service = operation.service();
        String scope = String.join(" ", operation.scopes());
        if (!operation.isInternal()) {
            String token = operation.scopes().isEmpty()
                    ? kept(
                            "own " + service,
                            () -> scene.own(GATEWAY, service, service.equals(CART) ? "cart:guest" : "catalog:read"))
                    : kept(
                            "person " + operation.name(),
                            () -> scene.exchanged(GATEWAY, String.valueOf(person(operation)), service, scope));
            return new Key(as(GATEWAY), platform.url(service), token);
        }
        return switch (scope) {
            case "webhook" -> new Key(as("payment-sandbox"), platform.url(service), null);
            case "orders" ->
                new Key(
                        as(CART),
                        platform.url(service),
                        kept(
                                "cart to " + service,
                                () -> scene.exchanged(
                                        CART, scene.exchanged(GATEWAY, customer(), CART, scope), service, scope)));
            default ->
                new Key(
                        as(CART),
                        platform.url(service),
                        kept("own " + service + " " + scope, () -> scene.own(CART, service, scope)));
        };
    }

    private @Nullable String person(Operation operation) {
        List<String> scopes = operation.scopes();
        if (scopes.isEmpty()) {
            return null;
        }
        if (scopes.getFirst().startsWith("catalog:")) {
            return merchandiser();
        }
        boolean support = scopes.contains("payment:refund")
                || operation.path().endsWith("/stuck")
                || operation.path().endsWith("/differences");
        return support ? token("erin", "orders payment payment:refund") : customer();
    }

    private String token(String person, String scope) {
        return kept(person, () -> platform.token(person, scope));
    }

    private String kept(String name, Supplier<String> source) {
        Token known = tokens.get(name);
        if (known != null && Instant.now().isBefore(known.until)) {
            return known.value;
        }
        synchronized (this) {
            known = tokens.get(name);
            if (known == null || !Instant.now().isBefore(known.until)) {
                known = new Token(source.get(), Instant.now().plus(LIFE));
                tokens.put(name, known);
            }
            return known.value;
        }
    }

    private HttpClient as(String workload) {
        return clients.computeIfAbsent(workload, key -> client(scene.identity(workload)));
    }

    private static HttpClient client(SSLContext hands) {
        return HttpClient.newBuilder()
                .sslContext(hands)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * What an operation is asked with.
     *
     * @param http the connection, with a certificate or without
     * @param base where
     * @param token the token; null where none is needed
     */
    record Key(HttpClient http, URI base, @Nullable String token) {}

    private record Token(String value, Instant until) {}
}
