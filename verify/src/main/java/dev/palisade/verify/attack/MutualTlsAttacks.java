package dev.palisade.verify.attack;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.ca.IdentityRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Connections by those who have no certificate, another's, or one that is none. */
final class MutualTlsAttacks {

    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofHours(25); // a day, and the minute by which it is backdated
    private static final int QUIET_MS = 2_000;
    private static final Pattern ALLOWED_CALLERS = Pattern.compile("allowed-callers: \\[([^]]*)]");

    private MutualTlsAttacks() {}

    @Attack("C-MTL-01")
    static void nobody(Scene scene, Findings findings) {
        for (String service : Scene.SERVICES) {
            findings.silent(
                    "a caller without a certificate at " + service,
                    scene.with(scene.platform().trust(), service));
            twin(scene, findings, service);
        }
    }

    @Attack("C-MTL-02")
    static void otherAuthorities(Scene scene, Findings findings) {
        X509Certificate root = scene.platform().authority().root();
        CertificateAuthority alike = CertificateAuthority.inMemory("Palisade");
        for (String service : Scene.SERVICES) {
            Identity clone = alike.issue("gateway", SHORT);
            findings.silent(
                    "a gateway's certificate of another authority at " + service,
                    scene.with(new Identity(clone.chain(), clone.key(), root).sslContext(), service));
            Identity own = scene.platform().authority().issue("gateway", SHORT);
            Identity alone = new Identity(List.of(own.certificate()), clone.key(), root);
            findings.silent(
                    "our certificate with another's key at " + service, scene.with(alone.sslContext(), service));
            twin(scene, findings, service);
        }
    }

    @Attack("C-MTL-03")
    static void times(Scene scene, Findings findings) {
        Instant now = Instant.now();
        for (String service : Scene.SERVICES) {
            IdentityRequest gateway = IdentityRequest.of("gateway", SHORT);
            findings.silent(
                    "a certificate that ended a minute ago at " + service,
                    issued(scene, gateway.withValidity(now.minusSeconds(3_600), now.minusSeconds(60)), service));
            findings.silent(
                    "a certificate that begins in five minutes at " + service,
                    issued(scene, gateway.withValidity(now.plusSeconds(300), now.plusSeconds(600)), service));
            twin(scene, findings, service);
        }
        for (String workload : Scene.PROCESSES) {
            X509Certificate shown = shown(scene, workload);
            Duration life = Duration.between(
                    shown.getNotBefore().toInstant(), shown.getNotAfter().toInstant());
            findings.holds(
                    "the certificate that " + workload + " shows lives a day at most",
                    life.compareTo(LONGEST_LIFE) <= 0,
                    life);
        }
    }

    @Attack("C-MTL-05")
    static void otherServices(Scene scene, Findings findings) {
        for (String service : Scene.SERVICES) {
            List<String> allowed = allowedCallers(scene, service);
            for (String caller : Scene.PROCESSES) {
                DecisionLog log = scene.log(service);
                Answer answer = scene.from(caller, service).get("/api/nothing-here");
                if (allowed.contains(caller)) {
                    // Let in as a caller, and then asked for a token.
                    findings.allowed(caller + " as a caller of " + service, answer, 401);
                } else {
                    findings.refused(caller + " as a caller of " + service, answer, 403);
                    findings.logged(log, "caller-not-allowed");
                }
            }
        }
    }

    @Attack("C-MTL-06")
    static void namesOfNobody(Scene scene, Findings findings) {
        for (String service : Scene.SERVICES) {
            IdentityRequest gateway = IdentityRequest.of("gateway", SHORT);
            for (URI name : List.of(
                    URI.create("spiffe://palisade.internal/gateway/admin"),
                    URI.create("spiffe://elsewhere.example/gateway"),
                    URI.create("spiffe://palisade.internal/stranger"))) {
                refusedOrSilent(
                        findings,
                        "a caller named " + name + " at " + service,
                        issued(scene, gateway.withSpiffeId(name), service));
            }
            refusedOrSilent(
                    findings,
                    "a caller without a name at " + service,
                    issued(scene, gateway.withSpiffeId(null), service));
            findings.allowed(
                    "the same with its name at " + service,
                    issued(scene, gateway, service).get("/api/nothing-here"),
                    401);
        }
    }

    @Attack("C-MTL-08")
    static void stolenTokens(Scene scene, Findings findings) {
        Forge forge = scene.forge();
        for (Scene.Receiver receiver : scene.receivers()) {
            if (receiver.name().equals("gateway")) {
                continue; // programs have no certificate: their tokens are short, and for this door only
            }
            findings.allowed(
                    "the holder's token at " + receiver.name(), receiver.ask(receiver.token()), receiver.good());
            DecisionLog log = scene.log(receiver.name());
            findings.refused(
                    "it from a renewed certificate of the same workload at " + receiver.name(),
                    issued(scene, IdentityRequest.of("gateway", SHORT), receiver.name())
                            .as(receiver.token())
                            .get(receiver.path()),
                    401);
            findings.logged(log, "token-binding");
            String other = receiver.name().equals("cart-service") ? "auth-server" : "cart-service";
            findings.refused(
                    "it from the place of " + other + " at " + receiver.name(),
                    scene.from(other, receiver.name()).as(receiver.token()).get(receiver.path()),
                    401,
                    403);
            if (forge.hasKey()) {
                for (Object confirmation : List.of(
                        Forge.NOTHING,
                        Map.of("jkt", "x".repeat(43)),
                        Map.of(),
                        "x",
                        Map.of("x5t#S256", "x".repeat(43)))) {
                    findings.refused(
                            "a token bound to " + (Forge.NOTHING.equals(confirmation) ? "nothing" : confirmation)
                                    + " at " + receiver.name(),
                            receiver.ask(forge.signed(receiver.token(), Map.of(), Map.of("cnf", confirmation))),
                            401);
                }
            }
        }
        Answer atDoor = scene.outside().as(scene.receivers().get(2).token()).get("/api/cart");
        findings.refused("a bound token at the front door", atDoor, 401);
    }

    @Attack("C-MTL-09")
    static void certificatesInHeaders(Scene scene, Findings findings) throws CertificateEncodingException {
        // What the gateway shows to everybody, in the form that proxies put into headers.
        String certificate = "-----BEGIN CERTIFICATE-----%0A"
                + Base64.getEncoder().encodeToString(shown(scene, "gateway").getEncoded())
                + "%0A-----END CERTIFICATE-----%0A";
        for (String header : List.of(
                "X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "X-Client-Cert", "SSL_CLIENT_CERT", "Client-Cert")) {
            for (String service : Scene.SERVICES) {
                findings.refused(
                        "another's certificate in " + header + " at " + service,
                        scene.from(stranger(scene, service), service)
                                .with(header, certificate)
                                .get("/api/nothing-here"),
                        403);
            }
        }
        Scene.SERVICES.forEach(service -> twin(scene, findings, service));
    }

    @Attack("C-MTL-11")
    static void oldProtocols(Scene scene, Findings findings) {
        for (String process : Scene.PROCESSES) {
            SSLContext tls = process.endsWith("service")
                    ? scene.identity("gateway")
                    : scene.platform().trust();
            findings.holds(process + " speaks TLS 1.3", speaks(scene.url(process), tls, "TLSv1.3"), "TLSv1.3");
            findings.holds(process + " does not speak TLS 1.2", !speaks(scene.url(process), tls, "TLSv1.2"), "TLSv1.2");
        }
    }

    @Attack("C-MTL-12")
    static void plaintext(Scene scene, Findings findings) {
        for (String process : Scene.PROCESSES) {
            String raw = plain(
                    scene.url(process), "GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            findings.holds(
                    process + " answers nothing in plaintext but that it does not",
                    raw.isEmpty() || raw.startsWith("\u0015") || raw.startsWith("HTTP/1.1 400"),
                    raw.lines().findFirst().orElse("silence"));
        }
    }

    private static void twin(Scene scene, Findings findings, String service) {
        findings.allowed(
                "the gateway as a caller of " + service,
                scene.from("gateway", service).get("/api/nothing-here"),
                401);
    }

    /** Some names do not even pass the handshake. */
    private static void refusedOrSilent(Findings findings, String what, Door door) {
        try {
            findings.refused(what, door.get("/api/nothing-here"), 403);
        } catch (Door.NoAnswerException e) {
            findings.silent(what, door);
        }
    }

    private static Door issued(Scene scene, IdentityRequest request, String service) {
        return scene.with(scene.platform().authority().issue(request).sslContext(), service);
    }

    private static List<String> allowedCallers(Scene scene, String service) {
        Path file = scene.repository().resolve("config-repo").resolve(service + ".yml");
        try {
            Matcher callers = ALLOWED_CALLERS.matcher(Files.readString(file));
            return callers.find() ? List.of(callers.group(1).split(",\\s*")) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process of the platform that is no caller of this service. */
    private static String stranger(Scene scene, String service) {
        List<String> allowed = allowedCallers(scene, service);
        return Scene.PROCESSES.stream()
                .filter(process -> !process.equals(service) && !allowed.contains(process))
                .findFirst()
                .orElseThrow();
    }

    private static X509Certificate shown(Scene scene, String workload) {
        try (SSLSocket socket = connect(scene.url(workload), scene.identity("gateway"))) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new Door.NoAnswerException(workload + " shows no certificate", e);
        }
    }

    private static boolean speaks(URI to, SSLContext tls, String protocol) {
        try (SSLSocket socket = connect(to, tls)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static SSLSocket connect(URI to, SSLContext tls) throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getByName(to.getHost()), to.getPort());
        socket.setSoTimeout(QUIET_MS);
        return socket;
    }

    private static String plain(URI to, String text) {
        try (Socket socket = new Socket(InetAddress.getByName(to.getHost()), to.getPort())) {
            socket.setSoTimeout(QUIET_MS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(4096), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
