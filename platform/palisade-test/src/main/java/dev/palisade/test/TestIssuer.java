package dev.palisade.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;

/**
 * Issues tokens for the tests of one service: it serves its keys over mutual TLS, signs by PS256, binds what it issues at
 * its token endpoint to the certificate of the caller, and keeps the actor chain, as the authorization server does. The
 * authorization server has its own tests; here a test can also ask for a token that is wrong in one way.
 */
public final class TestIssuer {

    private final RSAKey key;
    private final HttpsServer server;
    private final AtomicInteger issued = new AtomicInteger();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> pushed = new ConcurrentHashMap<>();
    private volatile boolean takesRequests = true;

    TestIssuer(Identity identity) {
        try {
            this.key = newKey("test-1");
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
        server.createContext(
                "/oauth2/jwks", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/oauth2/token", this::token);
        server.createContext("/oauth2/revoke", exchange -> {
            revoked.add(String.valueOf(form(exchange).get("token")));
            answer(exchange, 200, "{}");
        });
        server.createContext("/oauth2/par", exchange -> {
            String reference = "urn:ietf:params:oauth:request_uri:" + UUID.randomUUID();
            pushed.put(reference, form(exchange));
            answer(
                    exchange,
                    takesRequests ? 201 : 503,
                    "{\"request_uri\":\"%s\",\"expires_in\":60}".formatted(reference));
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** The issuer's identifier and address. */
    public URI url() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** The key that signs. */
    public RSAKey key() {
        return key;
    }

    /** How many tokens the token endpoint has issued. */
    public int issued() {
        return issued.get();
    }

    /** The request that was pushed and has this reference (RFC 9126); it can be had once. */
    public Map<String, String> pushed(String reference) {
        return Objects.requireNonNull(pushed.remove(reference));
    }

    /** Whether requests can be pushed now. */
    public void takesRequests(boolean takes) {
        takesRequests = takes;
    }

    /** The tokens that were revoked. */
    public List<String> revoked() {
        return List.copyOf(revoked);
    }

    /** Answers a grant type in the test's own way, for example that of a person who signs in. */
    public void answer(String grantType, Grant grant) {
        grants.put(grantType, grant);
    }

    /** A new key that is not published. */
    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.PS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that the workload {@code client} may use at {@code audience}, bound to its certificate. */
    public TokenRecipe token(String client, String audience) {
        return TokenRecipe.of(key, url().toString(), client, TestPlatform.identity(client), audience);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        X509Certificate peer =
                (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
        Grant grant = grants.get(String.valueOf(form.get("grant_type")));
        if (grant != null) {
            TestService.Response response = grant.answer(form, peer);
            answer(exchange, response.status(), response.body());
            return;
        }
        String client = String.valueOf(form.get("client_id"));
        Identity holder =
                new Identity(List.of(peer), TestPlatform.identity(client).key(), peer);
        TokenRecipe recipe = TokenRecipe.of(key, url().toString(), client, holder, String.valueOf(form.get("audience")))
                .scope(String.valueOf(form.get("scope")));
        if (form.get("subject_token") instanceof String subjectToken) {
            try {
                SignedJWT subject = SignedJWT.parse(subjectToken);
                Map<String, Object> actor = new HashMap<>();
                actor.put("sub", client);
                if (subject.getJWTClaimsSet().getClaim("act") instanceof Map<?, ?> previous) {
                    actor.put("act", previous);
                }
                recipe = recipe.claim("sub", subject.getJWTClaimsSet().getSubject())
                        .claim("roles", subject.getJWTClaimsSet().getClaim("roles"))
                        .claim("acr", subject.getJWTClaimsSet().getClaim("acr"))
                        .claim("auth_time", subject.getJWTClaimsSet().getClaim("auth_time"))
                        .claim("act", actor);
            } catch (ParseException e) {
                answer(exchange, 400, "{\"error\":\"invalid_request\"}");
                return;
            }
        }
        issued.incrementAndGet();
        answer(
                exchange,
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":120}".formatted(recipe.sign()));
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> form = new HashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            form.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Says what the token endpoint answers. */
    @FunctionalInterface
    public interface Grant {

        /** The answer to one request by the holder of this certificate. */
        TestService.Response answer(Map<String, String> form, X509Certificate peer);
    }
}
