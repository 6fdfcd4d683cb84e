package dev.palisade.local.postgres;

import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.RandomSecret;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.LiveProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A PostgreSQL server of this machine. It listens on the loopback address only, speaks TLS 1.3 only, and asks everyone
 * for a password (SCRAM-SHA-256). The server is a process of its own and outlives the JVM that started it.
 */
public final class PostgresServer {

    private static final String SUPERUSER = "postgres";

    private final Path directory;
    private final Path data;
    private final int port;
    private final Path log;
    private final boolean durable;

    private PostgresServer(Path directory, Path data, int port, Path log, boolean durable) {
        this.directory = directory.toAbsolutePath();
        this.data = data.toAbsolutePath();
        this.port = port;
        this.log = log.toAbsolutePath();
        this.durable = durable;
    }

    /**
     * The server whose data lives in the folder; made at its first start.
     *
     * @param identity what the server shows to its clients; written into the folder
     */
    public static PostgresServer at(Path directory, int port, Identity identity) {
        return at(directory, port, identity, directory.resolve("postgres.log"));
    }

    /** The same, with its log in another place. */
    public static PostgresServer at(Path directory, int port, Identity identity, Path log) {
        PostgresServer server = new PostgresServer(directory, directory.resolve("data"), port, log, true);
        identity.writeTo(server.tls());
        return server;
    }

    /** The server which {@link #at} made earlier, with the identity it has. */
    public static PostgresServer existing(Path directory, int port, Path log) {
        return new PostgresServer(directory, directory.resolve("data"), port, log, true);
    }

    /**
     * Starts an empty server on a free port for tests. It is stopped, and its data removed, when this JVM ends. The
     * programs stay in the folder, so that the next one need not unpack them.
     */
    public static PostgresServer temporary(Path directory, Identity identity) {
        try {
            Path own = Files.createTempDirectory(PrivateFiles.directory(directory.toAbsolutePath()), "server-");
            PostgresServer server =
                    new PostgresServer(own, own.resolve("data"), FreePort.find(), own.resolve("postgres.log"), false);
            Path programs = PostgresBinaries.unpackBelow(directory.toAbsolutePath());
            Files.createSymbolicLink(own.resolve(programs.getFileName()), programs);
            identity.writeTo(server.tls());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.stop();
                PrivateFiles.delete(own);
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a temporary PostgreSQL in " + directory + ".", e);
        }
    }

    /** Starts the server and waits until it answers; does nothing when it runs. */
    public void start() {
        if (isRunning()) {
            return;
        }
        initialise();
        configure();
        PrivateFiles.directory(log.resolveSibling(".").normalize());
        run("pg_ctl", "-D", data.toString(), "-l", log.toString(), "-w", "-t", "60", "start");
    }

    /** Stops the server, ending its connections; does nothing when it does not run. */
    public void stop() {
        if (isRunning()) {
            run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop");
        }
    }

    /** Makes the server read its certificate and settings again, keeping its connections. */
    public void reload() {
        run("pg_ctl", "-D", data.toString(), "reload");
    }

    /** Gives the server another certificate without a restart. */
    public void renew(Identity identity) {
        identity.writeTo(tls());
        if (isRunning()) {
            reload();
        }
    }

    /** Whether the server's process runs. */
    public boolean isRunning() {
        return pid().isPresent();
    }

    /** The server's process. */
    public OptionalLong pid() {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            // The file outlives a crash, and its number may belong to another program by now.
            boolean ours = LiveProcess.find(pid)
                    .filter(process ->
                            process.info().command().orElse("postgres").endsWith("postgres"))
                    .isPresent();
            return ours ? OptionalLong.of(pid) : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The JDBC URL of a database, verifying the server's certificate and name. */
    public String jdbcUrl(String database) {
        return Databases.url("localhost:" + port, database, trustFile());
    }

    /** The certificate that clients of this server are to trust. */
    public Path trustFile() {
        return tls().resolve(Identity.TRUST_FILE);
    }

    /** The password of the role {@code postgres}; made at random for this folder. */
    public String superuserPassword() {
        Path file = directory.resolve("superuser-password");
        if (!Files.exists(file)) {
            PrivateFiles.write(file, RandomSecret.password());
        }
        return PrivateFiles.read(file);
    }

    /** The databases in this server. */
    public Databases databases() {
        return new Databases("localhost:" + port, trustFile(), superuserPassword());
    }

    private void initialise() {
        if (Files.isDirectory(data)) {
            return;
        }
        superuserPassword();
        // Made beside its place: an interrupted initdb must not look like a server.
        Path partial = directory.resolve("data.new");
        PrivateFiles.delete(partial);
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                partial.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + directory.resolve("superuser-password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (!durable) {
            arguments.add("--no-sync");
        }
        run("initdb", arguments.toArray(String[]::new));
        try {
            Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot move " + partial + " to " + data + ".", e);
        }
    }

    private void configure() {
        String durability = durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
        PrivateFiles.write(data.resolve("postgresql.conf"), """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = '' # every connection goes through TLS
                ssl = on
                ssl_cert_file = '%s'
                ssl_key_file = '%s'
                ssl_min_protocol_version = 'TLSv1.3'
                password_encryption = 'scram-sha-256'
                shared_buffers = 64MB # a laptop's shop is small
                max_connections = 100
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] %%u@%%d '
                %s""".formatted(
                        port, tls().resolve(Identity.CERTIFICATE_FILE), tls().resolve(Identity.KEY_FILE), durability));
        PrivateFiles.write(data.resolve("pg_hba.conf"), """
                hostssl all all 127.0.0.1/32 scram-sha-256
                local   all all              reject
                host    all all all          reject
                """);
    }

    private Path tls() {
        return directory.resolve("tls");
    }

    private void run(String program, String... arguments) {
        Path programs = PostgresBinaries.unpackBelow(directory);
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.directory(directory.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(failure(program, output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run PostgreSQL's " + program + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL's " + program + " ran.", e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own the same user is nobody special. */
    private static List<String> asOrdinaryUser() {
        boolean root = System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root");
        return root ? List.of("unshare", "-U") : List.of();
    }

    private String failure(String program, String output) {
        if (output.contains("unshare")) {
            return "PostgreSQL does not run as root, and this machine refuses to make a user namespace ("
                    + output.strip() + "). Run the platform as an ordinary user.";
        }
        String message = "PostgreSQL's " + program + " failed: " + output.strip();
        return Files.exists(log) ? message + "\nIts log is " + log + "." : message;
    }
}
