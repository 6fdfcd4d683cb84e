package dev.palisade.verify.kit;

import dev.palisade.local.PlatformException;
import dev.palisade.local.ca.Identity;
import dev.palisade.verify.attack.Forge;
import dev.palisade.verify.kit.Verdict.Result;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends wrong tokens to an API. Each is the right one with one thing changed, and the right one opens it before and after. */
final class ResourceServerAttacks {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);
    private static final Map<String, String> ALGORITHMS = Map.of("RS256", "SHA256withRSA", "PS256", "RSASSA-PSS");
    private static final String FACTORY = "A decoder that verifies by the issuer's published keys and one algorithm.";

    private final Target.ResourceServer target;
    private final Path beside;
    private final Visitor visitor;
    private final String token;
    private final String algorithm;
    private final @Nullable PrivateKey key;
    private final List<Verdict> verdicts = new ArrayList<>();

    ResourceServerAttacks(Target.ResourceServer target, Path beside) {
        this.target = target;
        this.beside = beside;
        this.visitor = new Visitor(tls());
        this.token = read(target.token()).strip();
        this.algorithm = algorithm(token);
        this.key = target.signingKey() == null ? null : key(read(target.signingKey()));
    }

    List<Verdict> make() {
        requireOpen("The right token does not open " + target.url());
        unsigned();
        strangers();
        places();
        rightlySigned();
        connections();
        requireOpen("After the attacks the right token does not open " + target.url() + " any more");
        return verdicts;
    }

    private void requireOpen(String otherwise) {
        int status = bearer(token).statusCode();
        if (status / 100 != 2) {
            throw new PlatformException(
                    otherwise + ": " + status + ". Nothing is shown by what is refused to everybody.");
        }
    }

    private void unsigned() {
        attack("no token", FACTORY, () -> visitor.get(target.url()));
        for (String none : List.of("none", "None", "nOnE")) {
            attack(
                    "a token without a signature, which says alg " + none,
                    FACTORY,
                    () -> bearer(Forge.content(token, Map.of("alg", none), Map.of()) + "."));
        }
        String content = token.substring(0, token.lastIndexOf('.'));
        attack("a token without its signature", FACTORY, () -> bearer(content + "."));
        attack(
                "a token with changed claims and the old signature",
                FACTORY,
                () -> bearer(Forge.content(token, Map.of(), Map.of("sub", "somebody-else"))
                        + token.substring(token.lastIndexOf('.'))));
    }

    private void strangers() {
        KeyPair keys = Forge.strangersKeys();
        attack(
                "a token that a stranger has signed",
                FACTORY,
                () -> bearer(Forge.signed(token, Map.of(), Map.of(), java(algorithm), keys.getPrivate())));
        Map<String, Object> jwk = jwk((RSAPublicKey) keys.getPublic());
        attack(
                "a token that brings a stranger's key (jwk)",
                FACTORY,
                () -> bearer(Forge.signed(token, Map.of("jwk", jwk), Map.of(), java(algorithm), keys.getPrivate())));
        attack(
                "a token that says where a stranger's key is (jku)",
                FACTORY,
                () -> bearer(Forge.signed(
                        token,
                        Map.of("jku", "https://localhost:1/jwks"),
                        Map.of(),
                        java(algorithm),
                        keys.getPrivate())));
        if (target.jwks() == null) {
            notMade("the published key as a shared secret", "the file names no jwks", FACTORY);
            return;
        }
        JsonNode published = JSON.readTree(visitor.get(target.jwks()).body());
        attack("the published key as a shared secret", FACTORY, () -> bearer(macSigned(published.toString())));
    }

    private void places() {
        String header = "Take the token from the one Authorization header and from nowhere else.";
        String separator = target.url().getQuery() == null ? "?" : "&";
        attack(
                "a token in the query",
                header,
                () -> visitor.get(URI.create(target.url() + separator + "access_token=" + token)));
        attack(
                "two Authorization headers",
                header,
                () -> visitor.get(target.url(), "Authorization", "Bearer " + token, "Authorization", "Bearer x"));
        attack(
                "a token under another scheme",
                header,
                () -> visitor.get(target.url(), "Authorization", "Basic " + token));
    }

    private void rightlySigned() {
        long now = Instant.now().getEpochSecond();
        signed(
                "a token that ended five minutes ago",
                Map.of(),
                Map.of("iat", now - 600, "nbf", now - 600, "exp", now - 300),
                "Check exp, with a skew of seconds.");
        signed(
                "a token that begins in five minutes",
                Map.of(),
                Map.of("nbf", now + 300),
                "Check nbf, with a skew of seconds.");
        signed(
                "a token that never ends",
                Map.of(),
                Map.of("exp", Forge.NOTHING),
                "Require exp: the framework's timestamp rule lets a token without one pass (RFC 9068 section 2.2).");
        signed(
                "a token that lives for ten years",
                Map.of(),
                Map.of("iat", now, "exp", now + 315_360_000),
                "Bound the life that is believed, whoever signed it.");
        signed("a token of another issuer", Map.of(), Map.of("iss", "https://elsewhere.example"), "Check iss.");
        signed(
                "a token for another service",
                Map.of(),
                Map.of("aud", List.of("another-service")),
                "Check aud: set spring.security.oauth2.resourceserver.jwt.audiences (RFC 9700 section 2.3).");
        signed("a token for nobody", Map.of(), Map.of("aud", Forge.NOTHING), "Require aud (RFC 9068 section 4).");
        signed(
                "a token without a type",
                Map.of("typ", Forge.NOTHING),
                Map.of(),
                "Require typ at+jwt: JwtValidators.createAtJwtValidator() (RFC 9068 section 4).");
        signed(
                "an ID token",
                Map.of("typ", "JWT"),
                Map.of("nonce", "n", "at_hash", "h", "scope", Forge.NOTHING, "client_id", Forge.NOTHING),
                "Require typ at+jwt: JwtValidators.createAtJwtValidator() (RFC 9068 section 4).");
        signed(
                "a token with a critical header field that nobody knows",
                Map.of("crit", List.of("x"), "x", 1),
                Map.of(),
                "Refuse it (RFC 7515 section 4.1.11).");
        signed("a token of nobody", Map.of(), Map.of("sub", Forge.NOTHING), "Require sub (RFC 9068 section 2.2).");
        signed(
                "a token that is bound to another certificate",
                Map.of(),
                Map.of("cnf", Map.of("x5t#S256", BASE64.encodeToString(new byte[32]))),
                "Compare cnf with the certificate of the connection (RFC 8705 section 3).");
        signed(
                "a token that is bound to nothing",
                Map.of(),
                Map.of("cnf", Forge.NOTHING),
                "Require cnf: the framework's rule lets a token without one pass, and what is stolen can be used"
                        + " (RFC 9700 section 2.2.1).");
    }

    private void connections() {
        String remedy = "server.ssl.client-auth: need, and TLS 1.3 alone.";
        if (target.identity() == null) {
            notMade("a connection without a client certificate", "the file names no identity", remedy);
            notMade("a connection with TLS 1.2", "the file names no identity", remedy);
            return;
        }
        Path ca = beside.resolve(target.identity()).resolve("ca.pem");
        attack(
                "a connection without a client certificate",
                remedy,
                () -> new Visitor(Identity.trustOnly(ca)).get(target.url(), "Authorization", "Bearer " + token));
        try (SSLSocket socket = (SSLSocket) identity(target.identity())
                .sslContext()
                .getSocketFactory()
                .createSocket(target.url().getHost(), target.url().getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            verdicts.add(new Verdict("a connection with TLS 1.2", Result.OPEN, "a connection", remedy));
        } catch (IOException e) {
            verdicts.add(new Verdict("a connection with TLS 1.2", Result.HELD, "no connection", remedy));
        }
    }

    private void signed(String what, Map<String, Object> header, Map<String, Object> claims, String remedy) {
        if (key == null) {
            notMade(what, "the file names no signingKey", remedy);
            return;
        }
        // Another id, or a server that remembers tokens would be asked about one that it has seen.
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        changed.put("jti", UUID.randomUUID().toString());
        attack(what, remedy, () -> bearer(Forge.signed(token, header, changed, java(algorithm), key)));
    }

    private void attack(String what, String remedy, Attempt attempt) {
        try {
            int status = attempt.make().statusCode();
            verdicts.add(new Verdict(
                    what, REFUSALS.contains(status) ? Result.HELD : Result.OPEN, String.valueOf(status), remedy));
        } catch (PlatformException e) {
            verdicts.add(new Verdict(what, Result.HELD, "no answer", remedy));
        }
    }

    private void notMade(String what, String why, String remedy) {
        verdicts.add(new Verdict(what, Result.NOT_MADE, why, remedy));
    }

    private HttpResponse<String> bearer(String value) {
        return visitor.get(target.url(), "Authorization", "Bearer " + value);
    }

    private String macSigned(String secret) {
        String content = Forge.content(token, Map.of("alg", "HS256"), Map.of());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable SSLContext tls() {
        return target.identity() != null
                ? identity(target.identity()).sslContext()
                : target.ca() == null ? null : Identity.trustOnly(beside.resolve(target.ca()));
    }

    private Identity identity(Path folder) {
        return Identity.readFrom(beside.resolve(folder));
    }

    private String read(Path file) {
        try {
            return Files.readString(beside.resolve(file));
        } catch (IOException e) {
            throw new PlatformException(beside.resolve(file) + " cannot be read.", e);
        }
    }

    private static String algorithm(String token) {
        try {
            String algorithm = String.valueOf(Forge.header(token).get("alg"));
            if (ALGORITHMS.containsKey(algorithm)) {
                return algorithm;
            }
            throw new PlatformException("Tokens signed by " + algorithm + " cannot be attacked; RS256 and PS256 can.");
        } catch (IllegalArgumentException | JacksonException e) {
            throw new PlatformException("What the file names as a right token is no JWT.", e);
        }
    }

    private static String java(String algorithm) {
        return String.valueOf(ALGORITHMS.get(algorithm));
    }

    private static PrivateKey key(String pem) {
        try {
            return Forge.key(pem);
        } catch (IllegalArgumentException e) {
            throw new PlatformException("What the file names as signingKey is no RSA key in PKCS#8 and PEM.", e);
        }
    }

    private static Map<String, Object> jwk(RSAPublicKey key) {
        return Map.of("kty", "RSA", "n", number(key.getModulus()), "e", number(key.getPublicExponent()));
    }

    /** Without the leading byte that Java puts before some for the sign (RFC 7518 section 2). */
    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** A request of an attack. */
    private interface Attempt {

        HttpResponse<String> make();
    }
}
