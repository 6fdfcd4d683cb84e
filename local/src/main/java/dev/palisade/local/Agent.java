package dev.palisade.local;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.palisade.local.agent.IdentityAgent;
import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bouncycastle.asn1.bsi.BSIObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.postgresql.PGConnection;
import org.tukaani.xz.XZInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** The process of the {@link IdentityAgent}. It runs from a copy of this module, so that a build does not disturb it. */
final class Agent {

    static final String NAME = "identity-agent";

    /** One class of each library that the agent uses. */
    private static final List<Class<?>> USED = List.of(
            IdentityAgent.class,
            X500Name.class,
            BSIObjectIdentifiers.class,
            X509v3CertificateBuilder.class,
            PGConnection.class,
            TarArchiveInputStream.class,
            XZInputStream.class,
            JsonMapper.class,
            JsonParser.class,
            JsonProperty.class);

    private final Home home;

    Agent(Home home) {
        this.home = home;
    }

    Part part(UpOptions options, int postgresPort, URI vault) {
        List<Path> sources = USED.stream().map(Agent::source).toList();
        String version = Digest.of(
                sources.stream().flatMap(source -> files(source).stream()).toList());
        Path app = copy(sources, home.app(NAME).resolve(version));
        List<String> command = List.of(
                Java.program(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                app.resolve("classes") + ":" + app.resolve("*"),
                IdentityAgent.class.getName(),
                home.path().toString(),
                options.certificateLifetime().toString(),
                Integer.toString(postgresPort),
                options.vault().isPresent() ? vault.toString() : "");
        return new Part(NAME, 0, "", version + " " + options, command, Map.of(), app, () -> true);
    }

    private static Path copy(List<Path> sources, Path target) {
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Path partial = Files.createTempDirectory(
                    PrivateFiles.directory(target.resolveSibling(".").normalize()), ".copy");
            for (Path source : sources) {
                boolean jar = Files.isRegularFile(source);
                for (Path file : files(source)) {
                    Path copy = jar
                            ? partial.resolve(source.getFileName().toString())
                            : partial.resolve("classes")
                                    .resolve(source.relativize(file).toString());
                    Files.createDirectories(copy.resolveSibling("."));
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the identity agent to " + target + ".", e);
        }
    }

    private static List<Path> files(Path source) {
        try (Stream<Path> paths = Files.walk(source)) {
            return new ArrayList<>(paths.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + source + ".", e);
        }
    }

    private static Path source(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell where " + type + " comes from.", e);
        }
    }
}
