package dev.palisade.gateway.throttle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.test.TestPlatform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real server with mutual TLS and the users of {@code docker-compose.yml}: the installed Valkey or Redis, or else the
 * one from Maven Central. Where none runs with TLS, the tests say that they were skipped.
 */
final class ValkeyServer implements AutoCloseable {

    /** May see everything, which the gateway may not. */
    static final String WATCHER = "watcher";

    private final String password = TestPlatform.randomText();
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private ValkeyServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static ValkeyServer start() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            ValkeyServer server = new ValkeyServer(Files.createTempDirectory(target, "valkey-"), free.getLocalPort());
            free.close();
            server.write();
            server.run();
            return server;
        }
    }

    String address() {
        return "localhost:" + port;
    }

    String password() {
        return password;
    }

    /** Starts the server, or starts it again where it was, with no bucket in it. */
    void run() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        process = new ProcessBuilder(
                        program().toString(), folder.resolve("valkey.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < 100 && process.isAlive(); i++) {
            if (Files.readString(log, StandardCharsets.ISO_8859_1).contains("Ready to accept connections")) {
                return;
            }
            Thread.sleep(50);
        }
        close();
        assumeTrue(
                false, "No Valkey or Redis runs with TLS here: " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** The server neither answers nor goes away. */
    void hang() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    private void write() throws IOException {
        TestPlatform.identity("valkey").writeTo(folder.resolve("tls"));
        Path tls = folder.resolve("tls");
        String hash = sha256(password);
        Files.write(
                folder.resolve("users.acl"),
                List.of(
                        "user default off",
                        "user " + ThrottleStore.USER + " on #" + hash + " resetkeys ~" + ThrottleStore.PREFIX
                                + "* resetchannels -@all +get +set +psetex +eval +ping",
                        "user " + WATCHER + " on #" + hash + " ~* +@all"));
        Files.write(
                folder.resolve("valkey.conf"),
                List.of(
                        "port 0",
                        "tls-port " + port,
                        "bind 127.0.0.1",
                        "tls-cert-file " + tls.resolve("identity.pem"),
                        "tls-key-file " + tls.resolve("key.pem"),
                        "tls-ca-cert-file " + tls.resolve("ca.pem"),
                        "tls-auth-clients yes",
                        "tls-protocols TLSv1.3",
                        "aclfile " + folder.resolve("users.acl"),
                        "save \"\"",
                        "appendonly no",
                        "dir " + folder));
    }

    private Path program() throws IOException {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(place -> Stream.of("valkey-server", "redis-server").map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(this::unpacked);
    }

    private Path unpacked() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = System.getProperty("os.name").startsWith("Mac")
                ? "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        Path program = folder.resolve("redis-server");
        try (InputStream content = ValkeyServer.class.getResourceAsStream("/" + name)) {
            assumeTrue(content != null, "There is no server for this machine.");
            if (content != null && Files.notExists(program)) {
                Files.copy(content, program, StandardCopyOption.REPLACE_EXISTING);
                program.toFile().setExecutable(true);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
