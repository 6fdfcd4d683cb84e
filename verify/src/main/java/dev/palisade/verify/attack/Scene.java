package dev.palisade.verify.attack;

import dev.palisade.local.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Where attacks happen: the running platform, the people who use it, and the places an attacker may stand. */
public final class Scene {

    /** The services behind the front door. */
    static final List<String> SERVICES = List.of("catalog-service", "cart-service", "payment-service");

    /** All that speak TLS to others. */
    static final List<String> PROCESSES =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final Platform platform;
    private final Path repository;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, SSLContext> identities = new ConcurrentHashMap<>();

    /** The platform that runs from this repository. */
    public Scene(Platform platform, Path repository) {
        this.platform = platform;
        this.repository = repository;
    }

    Platform platform() {
        return platform;
    }

    Path repository() {
        return repository;
    }

    URI url(String service) {
        return platform.url(service);
    }

    /** The front door, for anybody. */
    Door outside() {
        return Door.at(url("gateway"), platform.trust());
    }

    /** The authorization server, for anybody. */
    Door signIn() {
        return Door.at(url("auth-server"), platform.trust());
    }

    /** A port of the platform, from the place of a workload: with its own certificate. */
    Door from(String workload, String to) {
        return Door.at(url(to), identity(workload));
    }

    /** The hands of a workload: one certificate of it for the whole scene, since tokens are bound to it. */
    public SSLContext identity(String workload) {
        return identities.computeIfAbsent(workload, platform::identity);
    }

    /** A port of the platform, with whatever somebody has in his hands. */
    Door with(SSLContext hands, String to) {
        return Door.at(url(to), hands);
    }

    /** A token of a person for the front door, as any program of his would have it. */
    String token(String person, String scope) {
        return tokens.computeIfAbsent(person + " " + scope, key -> platform.token(person, scope));
    }

    /** A token of a person for one service, as a workload gets it by exchange of the one that it was sent. */
    public String exchanged(String workload, String subjectToken, String audience, String scope) {
        Answer answer = exchange(workload, subjectToken, audience, scope);
        String token = answer.json().path("access_token").asString("");
        if (token.isEmpty()) {
            throw new IllegalStateException("No token for " + audience + ": " + answer.summary());
        }
        return token;
    }

    Answer exchange(String workload, String subjectToken, String audience, String scope) {
        return from(workload, "auth-server")
                .form(
                        "/oauth2/token",
                        Map.of(
                                "grant_type", EXCHANGE,
                                "client_id", workload,
                                "subject_token", subjectToken,
                                "subject_token_type", ACCESS_TOKEN,
                                "requested_token_type", ACCESS_TOKEN,
                                "audience", audience,
                                "scope", scope));
    }

    /** A token of a workload's own, without a person. */
    public String own(String workload, String audience, String scope) {
        return from(workload, "auth-server")
                .form(
                        "/oauth2/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                workload,
                                "audience",
                                audience,
                                "scope",
                                scope))
                .json()
                .path("access_token")
                .asString("");
    }

    /** Every port that takes a token, with one that it takes and something to ask with it. */
    List<Receiver> receivers() {
        String alice = token("alice", "cart orders payment");
        return List.of(
                new Receiver("gateway", outside(), alice, "/api/cart", 200),
                new Receiver(
                        "catalog-service",
                        from("gateway", "catalog-service"),
                        own("gateway", "catalog-service", "catalog:read"),
                        "/api/catalog/products?size=1",
                        200),
                new Receiver(
                        "cart-service",
                        from("gateway", "cart-service"),
                        exchanged("gateway", alice, "cart-service", "cart"),
                        "/api/cart",
                        200),
                new Receiver(
                        "payment-service",
                        from("gateway", "payment-service"),
                        exchanged("gateway", alice, "payment-service", "payment"),
                        "/api/payments/" + UUID.randomUUID(),
                        404)); // the token is taken, and there is no such payment
    }

    /** What a service writes down from now on. */
    DecisionLog log(String service) {
        return new DecisionLog(service, platform.home().log(service));
    }

    /** Changes tokens, and signs them where the key can be had. */
    Forge forge() {
        return new Forge(platform.hasVault() ? null : platform.home().secrets("auth-server"));
    }

    /**
     * A port that takes tokens.
     *
     * @param name the process
     * @param door the way there, with the certificate that belongs to the token
     * @param token a token that it takes
     * @param path what to ask with it
     * @param good the status code that then comes back
     */
    record Receiver(String name, Door door, String token, String path, int good) {

        Answer ask(String anotherToken) {
            return door.as(anotherToken).get(path);
        }
    }
}
