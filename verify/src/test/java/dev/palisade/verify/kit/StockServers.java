package dev.palisade.verify.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.palisade.verify.attack.Forge;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A resource server and an authorization server as the framework makes them of properties alone, on loopback. */
final class StockServers implements AutoCloseable {

    static final String PASSWORD = "correct horse";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer issuer;
    private final KeyPair keys = Forge.strangersKeys();
    private final ConfigurableApplicationContext resourceServer;
    private final ConfigurableApplicationContext authorizationServer;

    StockServers() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JsonMapper json = new JsonMapper();
        issuer.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        json.writeValueAsString(Map.of("issuer", issuerUrl(), "jwks_uri", issuerUrl() + "/jwks"))));
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        issuer.createContext(
                "/jwks",
                exchange -> answer(
                        exchange,
                        json.writeValueAsString(Map.of(
                                "keys",
                                List.of(Map.of(
                                        "kty",
                                        "RSA",
                                        "kid",
                                        "k1",
                                        "n",
                                        number(key.getModulus()),
                                        "e",
                                        number(key.getPublicExponent())))))));
        issuer.start();
        resourceServer = new SpringApplicationBuilder(Api.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuerUrl());
        String client = "--spring.security.oauth2.authorizationserver.client.demo.registration.";
        authorizationServer = new SpringApplicationBuilder(SignIn.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.security.user.name=alice",
                        "--spring.security.user.password=" + PASSWORD,
                        client + "client-id=demo",
                        client + "client-secret={noop}demo secret",
                        client + "client-authentication-methods=client_secret_basic",
                        client + "authorization-grant-types=authorization_code,refresh_token",
                        client + "redirect-uris=http://127.0.0.1:8080/callback",
                        client + "scopes=openid,orders");
    }

    /** Writes the description of the resource server, with a right token and the key of its issuer. */
    Path resourceServer(Path folder, String token) throws IOException {
        Files.writeString(folder.resolve("token"), token);
        Files.writeString(
                folder.resolve("issuer.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return Files.writeString(folder.resolve("api.yml"), """
                resourceServer:
                  url: http://localhost:%s/orders
                  token: token
                  signingKey: issuer.pem
                  jwks: %s/jwks
                """.formatted(port(resourceServer), issuerUrl()));
    }

    /** Writes the description of the authorization server. */
    Path authorizationServer(Path folder, String password) throws IOException {
        return Files.writeString(folder.resolve("sign-in.yml"), """
                authorizationServer:
                  issuer: http://localhost:%s
                  client:
                    id: demo
                    secret: demo secret
                    redirectUri: http://127.0.0.1:8080/callback
                    scopes: [openid, orders]
                  person:
                    name: alice
                    password: %s
                """.formatted(port(authorizationServer), password));
    }

    /** A token that the resource server takes. */
    String token() {
        long now = Instant.now().getEpochSecond();
        return Forge.signed(
                "e30.e30.",
                Map.of("alg", "RS256", "typ", "JWT", "kid", "k1"),
                Map.of(
                        "iss",
                        issuerUrl(),
                        "sub",
                        "alice",
                        "aud",
                        List.of("orders"),
                        "client_id",
                        "demo",
                        "scope",
                        "orders",
                        "iat",
                        now,
                        "nbf",
                        now,
                        "exp",
                        now + 300,
                        "jti",
                        UUID.randomUUID().toString()),
                "SHA256withRSA",
                keys.getPrivate());
    }

    @Override
    public void close() {
        resourceServer.close();
        authorizationServer.close();
        issuer.stop(0);
    }

    private String issuerUrl() {
        return URI.create("http://localhost:" + issuer.getAddress().getPort()).toString();
    }

    private static String port(ConfigurableApplicationContext server) {
        return String.valueOf(server.getEnvironment().getProperty("local.server.port"));
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64.encodeToString(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** An API that is as secure as its properties make it. */
    @SpringBootConfiguration
    @EnableAutoConfiguration(
            exclude = {
                OAuth2AuthorizationServerAutoConfiguration.class,
                OAuth2AuthorizationServerJwtAutoConfiguration.class
            })
    @RestController
    static class Api {

        @GetMapping("/orders")
        List<String> orders() {
            return List.of();
        }
    }

    /** An authorization server with one client and one person. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class SignIn {}
}
