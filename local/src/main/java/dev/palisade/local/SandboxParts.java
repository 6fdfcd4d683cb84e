package dev.palisade.local;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The card provider of this machine: a process of another company, with a certificate, a key and books of its own. */
final class SandboxParts {

    static final String NAME = "payment-sandbox";
    static final int BASE_PORT = 9104;
    static final String HEALTH = "/health";

    private final Home home;
    private final Path repo;
    private final int port;

    SandboxParts(Home home, Path repo, int port) {
        this.home = home;
        this.repo = repo;
        this.port = port;
    }

    /**
     * The process.
     *
     * @param merchant where it tells what happened
     */
    Part part(URI merchant, Probe probe) {
        Path folder = PrivateFiles.directory(home.path().resolve(NAME));
        Path data = PrivateFiles.directory(folder.resolve("data"));
        Path app = copy();
        Path secrets = home.secrets(NAME);
        List<String> command = List.of(
                Java.program(),
                "-Xmx96m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                app.resolve("*").toString(),
                "dev.palisade.sandbox.PaymentSandbox",
                "--port=" + port,
                "--data=" + data,
                "--identity=" + home.identities().resolve(NAME),
                "--api-key-file=" + secrets.resolve(Secrets.SANDBOX_API_KEY),
                "--webhook-secrets-file=" + secrets.resolve(Secrets.SANDBOX_WEBHOOK_SECRETS),
                "--webhook-url=" + merchant.resolve("/internal/webhooks/sandbox"),
                "--control=true");
        String version = app.getFileName() + " " + command.hashCode();
        return new Part(
                NAME,
                port,
                url().toString(),
                version,
                command,
                Map.of(),
                folder,
                () -> probe.isReady(url().resolve(HEALTH)));
    }

    /** Where it answers. */
    URI url() {
        return URI.create("https://localhost:" + port);
    }

    /** Out of the way of the next build. */
    private Path copy() {
        List<Path> jars = jars();
        Path target = home.app(NAME).resolve(Digest.of(jars));
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Path partial = Files.createTempDirectory(PrivateFiles.directory(home.app(NAME)), ".copy");
            for (Path jar : jars) {
                Files.copy(jar, partial.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + NAME + " to " + target + ".", e);
        }
    }

    private List<Path> jars() {
        Path build = repo.resolve(NAME).resolve("target");
        Path jar = build.resolve(NAME + ".jar");
        if (!Files.exists(jar) || !Files.isDirectory(build.resolve("lib"))) {
            throw new PlatformException(
                    "There is no " + jar + ". Build it with ./palisade up, or with mvn package -DskipTests.");
        }
        List<Path> jars = new ArrayList<>(List.of(jar));
        try (Stream<Path> libraries = Files.list(build.resolve("lib"))) {
            libraries.sorted().forEach(jars::add);
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + build + ".", e);
        }
    }
}
