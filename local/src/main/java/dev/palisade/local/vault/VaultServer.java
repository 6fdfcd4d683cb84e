package dev.palisade.local.vault;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.RandomSecret;
import dev.palisade.local.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An OpenBao server of this machine, configured by {@code docker/vault/config.hcl} with its own folder and the loopback
 * address in place of the container's.
 */
public final class VaultServer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SEAL_KEY_BYTES = 32;

    private final Path directory;
    private final Path repo;
    private final int port;
    private final Identity identity;
    private final Path log;
    private final Launcher launcher;
    private @Nullable Running running;

    private VaultServer(Path directory, Path repo, int port, Identity identity, Path log, Launcher launcher) {
        this.directory = directory.toAbsolutePath();
        this.repo = repo;
        this.port = port;
        this.identity = identity;
        this.log = log;
        this.launcher = launcher;
    }

    /** The server whose data lives in the folder, with its certificate, seal key and configuration written there. */
    public static VaultServer at(Path directory, Path repo, int port, Identity identity, Path log) {
        return prepared(new VaultServer(directory, repo, port, identity, log, new OwnProcess(repo)));
    }

    /**
     * Starts an empty server on a free port for tests. It is stopped, and its data removed, when this JVM ends.
     */
    public static VaultServer temporary(Path directory, Path repo, CertificateAuthority authority) {
        return temporary(directory, repo, authority, new OwnProcess(repo));
    }

    /** The same, run by somebody else, for example in a container. */
    public static VaultServer temporary(Path directory, Path repo, CertificateAuthority authority, Launcher launcher) {
        try {
            Path own = Files.createTempDirectory(PrivateFiles.directory(directory.toAbsolutePath()), "vault-");
            VaultServer server = prepared(new VaultServer(
                    own,
                    repo,
                    FreePort.find(),
                    authority.issue("vault", Duration.ofHours(12)),
                    own.resolve("vault.log"),
                    launcher));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.stop();
                PrivateFiles.delete(own);
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a temporary Vault in " + directory + ".", e);
        }
    }

    /** What to run; the process reads everything from files. */
    public List<String> command() {
        return OwnProcess.command(repo, configuration());
    }

    /** Has the program run and waits until it answers; a server that was initialised unseals. */
    public void start() {
        try {
            Running started = launcher.launch(directory, configuration(), log);
            running = started;
            Instant end = Instant.now().plus(PATIENCE);
            while (!api().answers()) {
                if (!started.isAlive() || Instant.now().isAfter(end)) {
                    throw new VaultException("Vault does not start. Its log is " + log + ":\n" + Files.readString(log));
                }
                Thread.sleep(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Vault.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while Vault was starting.", e);
        }
    }

    /** Ends what {@link #start} started; does nothing when there is none. */
    public void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    /** Lets it hang or go on: its connections stay, and it answers nothing. */
    public void hang(boolean hangs) {
        if (running != null) {
            running.hang(hangs);
        }
    }

    /** Removes everything that the server has stored, as if its disk were lost; it must not run. */
    public void forget() {
        PrivateFiles.delete(directory.resolve("data"));
        PrivateFiles.directory(directory.resolve("data"));
    }

    /** The server's address. */
    public URI url() {
        return URI.create("https://localhost:" + port);
    }

    /** The API as anyone sees it. */
    public VaultApi api() {
        return VaultApi.at(url(), Identity.trustOnly(identity.root()));
    }

    /** The certificate that clients are to trust. */
    public Path trustFile() {
        return directory.resolve("tls").resolve(Identity.TRUST_FILE);
    }

    /** Every request that was made and how it was answered, one JSON object a line, secrets hashed. */
    public Path auditLog() {
        return directory.resolve("audit/audit.log");
    }

    private Path configuration() {
        return directory.resolve("config.hcl");
    }

    private static VaultServer prepared(VaultServer server) {
        server.prepare();
        return server;
    }

    private void prepare() {
        for (String folder : List.of("data", "audit", "seal")) {
            PrivateFiles.directory(directory.resolve(folder));
        }
        identity.writeTo(directory.resolve("tls"));
        ensureSealKey(directory.resolve("seal/key"));
        try {
            String template = Files.readString(repo.resolve("docker/vault/config.hcl"));
            Map<String, String> own = Map.of(
                    "https://vault:8200", "https://localhost:" + port,
                    "https://vault:8201", "https://localhost:" + (port + 1),
                    "0.0.0.0:8200", "127.0.0.1:" + port,
                    "\"/vault/", "\"" + directory + "/",
                    "file:///vault/", "file://" + directory + "/");
            for (Map.Entry<String, String> entry : own.entrySet()) {
                template = template.replace(entry.getKey(), entry.getValue());
            }
            PrivateFiles.write(configuration(), template);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read docker/vault/config.hcl in " + repo + ".", e);
        }
    }

    /** The key with which Vault encrypts what it stores: 32 random bytes, made once. */
    static void ensureSealKey(Path file) {
        if (Files.exists(file)) {
            return;
        }
        PrivateFiles.write(file, "");
        try {
            Files.write(file, RandomSecret.bytes(SEAL_KEY_BYTES), StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }

    /** Has OpenBao's program run. */
    @FunctionalInterface
    public interface Launcher {

        /**
         * Starts it and does not wait.
         *
         * @param directory the only folder that it needs, under the same name as here
         * @param configuration the file in it that says everything else
         * @param log where its output goes
         */
        Running launch(Path directory, Path configuration, Path log) throws IOException;
    }

    /** The program while it runs. */
    public interface Running {

        /** Whether it still does. */
        boolean isAlive();

        /** Ends it, and returns when it has ended. */
        void stop();

        /** Lets it hang or go on. */
        void hang(boolean hangs);
    }

    /** Runs the program of this machine as a child of this JVM. */
    private record OwnProcess(Path repo) implements Launcher {

        static List<String> command(Path repo, Path configuration) {
            Path program = BaoBinary.find(repo, System.err::println);
            return List.of(program.toString(), "server", "-config=" + configuration);
        }

        @Override
        public Running launch(Path directory, Path configuration, Path log) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command(repo, configuration))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("BAO_") || name.startsWith("VAULT_"));
            return new Child(builder.start());
        }
    }

    private record Child(Process process) implements Running {

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void stop() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }

        @Override
        public void hang(boolean hangs) {
            try {
                new ProcessBuilder("kill", hangs ? "-STOP" : "-CONT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot signal Vault.", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
