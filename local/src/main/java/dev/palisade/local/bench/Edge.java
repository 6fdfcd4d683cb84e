package dev.palisade.local.bench;

import dev.palisade.local.Home;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.RaisedThrottle;
import dev.palisade.local.UpOptions;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.process.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The gateway beside HAProxy and nginx, each alone on the first processor: TLS 1.3, the check of an RSA-signed token
 * (nginx has none), a throttle, mutual TLS to one upstream. The callers and the upstream share the second processor.
 */
public final class Edge {

    private static final String GATEWAY = "gateway";
    private static final String PRODUCT = "/api/catalog/products/00000000-0000-4000-8000-000000000001";
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final Duration RECORDED = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double TICKS_PER_SECOND = 100; // of /proc/<pid>/stat, on every Linux that matters
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in");
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

    private final Platform platform;
    private final Progress progress;
    private final Path folder;
    private final KeyPair key = newKey();
    private final List<Process> started = new ArrayList<>();

    /** Measures a platform of its own, which it starts and stops. */
    public Edge(Platform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
        this.folder = platform.home().path().resolve("edge");
    }

    /**
     * Requests per second of each, and the gateway's against the others'; {@code failures} counts wrong answers.
     *
     * @param picture where to write, after that, an SVG of where the gateway's time goes
     */
    public Map<String, Object> measure(Optional<Path> picture) {
        Stream.of("haproxy", "nginx", "wrk", "taskset").forEach(Edge::program);
        platform.up(new UpOptions(false, Duration.ofHours(24), false), progress);
        try {
            int upstream = FreePort.find();
            Path pem = prepare(upstream);
            Map<String, Candidate> candidates = new LinkedHashMap<>();
            candidates.put(GATEWAY, gateway(upstream));
            candidates.put("haproxy", haproxy(upstream, pem));
            candidates.put("nginx", nginx(upstream, pem));
            progress.working("warming up");
            Round warm = run(Objects.requireNonNull(candidates.get(GATEWAY)), WARM_UP);
            Map<String, List<Round>> rounds = new LinkedHashMap<>();
            for (int round = 1; round <= ROUNDS; round++) {
                for (Map.Entry<String, Candidate> candidate : candidates.entrySet()) {
                    progress.working(candidate.getKey() + ", round " + round);
                    rounds.computeIfAbsent(candidate.getKey(), none -> new ArrayList<>())
                            .add(run(candidate.getValue(), ROUND));
                }
            }
            Map<String, Object> result = result(rounds, warm);
            if (picture.isPresent()) {
                draw(Objects.requireNonNull(candidates.get(GATEWAY)), picture.get());
            }
            return result;
        } catch (IOException e) {
            throw new PlatformException("The edge could not be measured: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The measurement was interrupted.", e);
        } finally {
            started.forEach(Process::destroy);
            platform.down();
        }
    }

    private static Map<String, Object> result(Map<String, List<Round>> rounds, Round warm) {
        Map<String, Object> result = new LinkedHashMap<>();
        Map<String, Round> best = new LinkedHashMap<>();
        rounds.forEach((name, all) -> {
            Round fastest = all.stream()
                    .reduce((a, b) -> a.perSecond() >= b.perSecond() ? a : b)
                    .orElseThrow();
            best.put(name, fastest);
            result.put(name, fastest);
        });
        Round gateway = best.get(GATEWAY);
        Round haproxy = best.get("haproxy");
        Round nginx = best.get("nginx");
        if (gateway == null || haproxy == null || nginx == null) {
            throw new IllegalStateException("Not all were measured");
        }
        result.put("ratioToHaproxy", Load.round(gateway.perSecond() / haproxy.perSecond()));
        result.put("ratioToNginx", Load.round(gateway.perSecond() / nginx.perSecond()));
        result.put("processorRatioToHaproxy", Load.round(gateway.cpuMicros() / haproxy.cpuMicros()));
        result.put(
                "failures",
                warm.wrong()
                        + rounds.values().stream()
                                .flatMap(List::stream)
                                .mapToLong(Round::wrong)
                                .sum());
        return result;
    }

    /** The certificates, the key to check tokens with, and the upstream. */
    private Path prepare(int port) throws IOException, InterruptedException {
        PrivateFiles.directory(folder);
        Home home = platform.home();
        Path gateway = home.identities().resolve(GATEWAY);
        Path pem = folder.resolve("gateway.pem");
        PrivateFiles.write(
                pem,
                PrivateFiles.read(gateway.resolve(Identity.CERTIFICATE_FILE)) + "\n"
                        + PrivateFiles.read(gateway.resolve(Identity.KEY_FILE)));
        PrivateFiles.write(
                folder.resolve("issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        Path catalog = home.identities().resolve("catalog-service");
        nginx("upstream", port, """
                ssl_certificate %1$s/identity.pem;
                ssl_certificate_key %1$s/key.pem;
                ssl_client_certificate %1$s/ca.pem;
                ssl_verify_client on;
                ssl_verify_depth 3;
                location / {
                  default_type application/json;
                  return 200 '{"id":"00000000-0000-4000-8000-000000000001","sku":"KI-201","name":"Kettle","price":{"amount":"19.90","currency":"EUR"},"available":true}';
                }
                """.formatted(catalog), "", "1");
        return pem;
    }

    private Candidate gateway(int upstream) throws IOException, InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>(RaisedThrottle.SETTINGS);
        settings.put("PALISADE_PORTS_CATALOGSERVICE", Integer.toString(upstream));
        settings.put("PALISADE_TRACING_ENABLED", "false");
        // As it would be deployed: both compilers, and memory for them.
        settings.put("_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4 -Xmx512m -XX:ActiveProcessorCount=1");
        platform.restart(GATEWAY, settings, progress);
        long pid = platform.pid(GATEWAY).orElseThrow();
        Process pin = new ProcessBuilder("taskset", "-a", "-p", "-c", "0", Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("taskset.log").toFile())
                .start();
        pin.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Candidate(platform.url(GATEWAY), pid, false);
    }

    private Candidate haproxy(int upstream, Path pem) throws IOException, InterruptedException {
        int port = FreePort.find();
        Path file = folder.resolve("haproxy.cfg");
        PrivateFiles.write(file, """
                global
                  nbthread 1
                  ssl-default-bind-options ssl-min-ver TLSv1.3
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 30s
                  timeout server 10s
                  http-reuse always
                frontend door
                  bind 127.0.0.1:%1$d ssl crt %2$s alpn http/1.1
                  stick-table type string len 64 size 100k expire 2m store http_req_rate(60s)
                  http-request set-var(txn.bearer) http_auth_bearer
                  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
                  http-request set-var(txn.iss) var(txn.bearer),jwt_payload_query('$.iss')
                  http-request set-var(txn.sub) var(txn.bearer),jwt_payload_query('$.sub')
                  http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
                  http-request set-var(txn.now) date()
                  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
                  http-request deny deny_status 401 unless { var(txn.iss) -m str %3$s }
                  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"%4$s/issuer.pem") 1 }
                  http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
                  http-request track-sc0 var(txn.sub)
                  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }
                  http-request del-header Authorization
                  default_backend service
                backend service
                  server catalog 127.0.0.1:%5$d ssl crt %2$s ca-file %6$s verify required verifyhost localhost sni str(localhost)
                """.formatted(
                        port,
                        pem,
                        platform.url("auth-server"),
                        folder,
                        upstream,
                        platform.home().caCertificate()));
        long pid = start("haproxy", List.of(program("haproxy"), "-db", "-f", file.toString()), "0", port);
        return new Candidate(URI.create("https://localhost:" + port), pid, true);
    }

    private Candidate nginx(int upstream, Path pem) throws IOException, InterruptedException {
        int port = FreePort.find();
        long pid =
                nginx("nginx", port, """
                ssl_certificate %1$s;
                ssl_certificate_key %1$s;
                location / {
                  limit_req zone=callers burst=1000000 nodelay;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Authorization "";
                  proxy_set_header Host localhost;
                  proxy_ssl_certificate %1$s;
                  proxy_ssl_certificate_key %1$s;
                  proxy_ssl_trusted_certificate %2$s;
                  proxy_ssl_protocols TLSv1.3;
                  proxy_ssl_verify on;
                  proxy_ssl_verify_depth 3;
                  proxy_ssl_name localhost;
                  proxy_pass https://catalog;
                }
                """.formatted(pem, platform.home().caCertificate()), """
                limit_req_zone $binary_remote_addr zone=callers:1m rate=1000000r/s;
                upstream catalog { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
                """.formatted(upstream), "0");
        return new Candidate(URI.create("https://localhost:" + port), pid, false);
    }

    private long nginx(String name, int port, String server, String more, String processor)
            throws IOException, InterruptedException {
        Path own = PrivateFiles.directory(folder.resolve(name));
        Path file = own.resolve("nginx.conf");
        PrivateFiles.write(file, """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_requests 100000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  %4$s
                  server {
                    listen 127.0.0.1:%2$d ssl;
                    ssl_protocols TLSv1.3;
                    %3$s
                  }
                }
                """.formatted(own, port, server, more));
        return start(name, List.of(program("nginx"), "-p", own.toString(), "-c", file.toString()), processor, port);
    }

    private long start(String name, List<String> command, String processor, int port)
            throws IOException, InterruptedException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processor));
        pinned.addAll(command);
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        await(name + " does not start; its log is " + log, () -> isServed(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new PlatformException(name + " ended at once:\n" + Files.readString(log));
        }
        return process.pid();
    }

    private static boolean isServed(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Round run(Candidate candidate, Duration duration) throws IOException, InterruptedException {
        Path script = folder.resolve("wrk.lua");
        // A file that only we read: a command line is seen by everybody.
        String token = platform.token("alice", "cart");
        String bearer = candidate.resigned() ? resigned(token) : token;
        PrivateFiles.write(script, "wrk.headers[\"Authorization\"] = \"Bearer " + bearer + "\"\n");
        double before = processorSeconds(candidate.pid());
        Process wrk = new ProcessBuilder(
                        "taskset",
                        "-c",
                        "1",
                        program("wrk"),
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + duration.toSeconds() + "s",
                        "--latency",
                        "-s",
                        script.toString(),
                        candidate.url().resolve(PRODUCT).toString())
                .redirectErrorStream(true)
                .start();
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        double used = processorSeconds(candidate.pid()) - before;
        long count = Long.parseLong(first(COUNT, report, "0"));
        Matcher p99 = P99.matcher(report);
        return new Round(
                Load.round(Double.parseDouble(first(RATE, report, "0"))),
                p99.find() ? milliseconds(p99.group(1), p99.group(2)) : 0,
                Load.round(count == 0 ? 0 : used * 1e6 / count),
                count == 0 ? 1 : Long.parseLong(first(WRONG, report, "0")));
    }

    private void draw(Candidate gateway, Path picture) throws IOException, InterruptedException {
        progress.working("recording where the gateway's time goes");
        Path recording = folder.resolve("gateway.jfr");
        jcmd(gateway, "JFR.configure", "stackdepth=1024");
        jcmd(
                gateway,
                "JFR.start",
                "name=edge",
                "settings=none",
                "+" + FlameGraph.EVENT + "#enabled=true",
                "+" + FlameGraph.EVENT + "#throttle=" + FlameGraph.RATE);
        run(gateway, RECORDED);
        jcmd(gateway, "JFR.stop", "name=edge", "filename=" + recording);
        FlameGraph graph = FlameGraph.of(recording);
        if (graph.samples() == 0) {
            throw new PlatformException("Nothing was recorded, so there is no flame graph.");
        }
        Files.writeString(picture, graph.svg("The gateway's processor time under load"));
    }

    private void jcmd(Candidate gateway, String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(gateway.pid())));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("jcmd.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new PlatformException("jcmd failed:\n" + Files.readString(folder.resolve("jcmd.log")));
        }
    }

    private static double milliseconds(String value, String unit) {
        double number = Double.parseDouble(value);
        return Load.round(
                switch (unit) {
                    case "us" -> number / 1000;
                    case "s" -> number * 1000;
                    default -> number;
                });
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static double processorSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /**
     * The same token with another signature: HAProxy 2.6 checks RSASSA-PKCS1-v1_5 only, which costs what RSASSA-PSS does.
     */
    private String resigned(String token) {
        try {
            Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
            String header =
                    base64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.US_ASCII));
            String text = header + "." + token.split("\\.")[1];
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048); // as the issuer's
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String problem, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new PlatformException(problem);
            }
            Thread.sleep(50);
        }
    }

    private static String program(String name) {
        return Stream.of((System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new PlatformException("The edge is measured on Linux with haproxy, nginx, wrk and"
                        + " taskset, and there is no " + name
                        + ". On Debian: apt-get install haproxy nginx wrk util-linux"));
    }

    private record Candidate(URI url, long pid, boolean resigned) {}

    /**
     * One run against one of them.
     *
     * @param perSecond requests per second
     * @param p99Ms the 99th percentile in milliseconds
     * @param cpuMicros processor time per request in microseconds
     * @param wrong how many answers were no success
     */
    public record Round(double perSecond, double p99Ms, double cpuMicros, long wrong) {}
}
