package dev.palisade.gateway.throttle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.local.valkey.ValkeyFiles;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
    private final ValkeyFiles files;
    private @Nullable Process process;

    private ValkeyServer(Path folder, int port) {
        this.folder = folder;
        this.files = new ValkeyFiles(folder, port);
    }

    static ValkeyServer start() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            ValkeyServer server = new ValkeyServer(Files.createTempDirectory(target, "valkey-"), free.getLocalPort());
            free.close();
            server.files.write(
                    TestPlatform.identity("valkey"),
                    server.password,
                    "user " + WATCHER + " on #" + ValkeyFiles.hash(server.password) + " ~* +@all");
            server.run();
            return server;
        }
    }

    String address() {
        return "localhost:" + files.port();
    }

    String password() {
        return password;
    }

    /** Starts the server, or starts it again where it was, with no bucket in it. */
    void run() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        process = new ProcessBuilder(files.command())
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
}
