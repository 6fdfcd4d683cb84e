package dev.palisade.verify.kit;

import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is attacked, as a small file describes it. Files that it names stand relative to itself.
 *
 * @param resourceServer an API that takes access tokens
 * @param authorizationServer a server that issues them
 */
public record Target(
        @Nullable ResourceServer resourceServer, @Nullable AuthorizationServer authorizationServer) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Reads one, and the files that it names. */
    public static Target of(Path file) {
        try {
            Object tree = YamlTree.of(Files.readString(file));
            Target target = JSON.convertValue(tree, Target.class);
            if (target == null || (target.resourceServer == null && target.authorizationServer == null)) {
                throw new PlatformException(file + " names neither a resource server nor an authorization server.");
            }
            target.uris().forEach(Target::requireAddress);
            return target;
        } catch (IOException | YAMLException | JacksonException | IllegalArgumentException e) {
            throw new PlatformException(file + " is no description of a target: " + firstLine(e), e);
        }
    }

    /** The hosts that would be attacked and are not this machine. */
    public Set<String> foreignHosts() {
        Set<String> hosts = new LinkedHashSet<>();
        uris().map(URI::getHost).filter(host -> !isLoopback(host)).forEach(hosts::add);
        return hosts;
    }

    private Stream<URI> uris() {
        return Stream.concat(
                resourceServer == null
                        ? Stream.empty()
                        : Stream.concat(Stream.of(resourceServer.url()), Stream.ofNullable(resourceServer.jwks())),
                authorizationServer == null ? Stream.empty() : Stream.of(authorizationServer.issuer()));
    }

    private static void requireAddress(@Nullable URI uri) {
        if (uri == null || uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
            throw new IllegalArgumentException(uri + " is no address of http or https");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * An API.
     *
     * @param url what a GET with the right token opens
     * @param token a file with a right token, a JWT
     * @param signingKey a file with the private key of the issuer (PKCS#8 in PEM), where a test setup has it: only with it
     *     can tokens be made that are wrong in one thing and signed rightly
     * @param jwks where the issuer publishes its keys
     * @param ca a file with the certificate of the authority of its TLS (PEM); without it those of the JDK are believed
     * @param identity a folder with {@code identity.pem}, {@code key.pem} and {@code ca.pem} of a caller, where it asks for
     *     a client certificate
     */
    public record ResourceServer(
            URI url,
            Path token,
            @Nullable Path signingKey,
            @Nullable URI jwks,
            @Nullable Path ca,
            @Nullable Path identity) {}

    /**
     * An authorization server.
     *
     * @param issuer its name, where its metadata are found
     * @param client a client that is registered there for the code grant
     * @param person somebody who signs in by a form with user name and password, where codes are to be attacked
     * @param ca as with a resource server
     */
    public record AuthorizationServer(
            URI issuer,
            Client client,
            @Nullable Person person,
            @Nullable Path ca) {}

    /**
     * A client.
     *
     * @param id its id
     * @param secret its secret, if it has one
     * @param redirectUri a redirect address that is registered
     * @param scopes what it asks for
     */
    public record Client(String id, @Nullable String secret, URI redirectUri, List<String> scopes) {}

    /**
     * A person.
     *
     * @param name what they sign in with
     * @param password their password
     */
    public record Person(String name, String password) {

        @Override
        public String toString() {
            return "Person";
        }
    }
}
