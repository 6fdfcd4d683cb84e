package dev.palisade.local;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.palisade.local.agent.IdentityAgent;
import dev.palisade.local.balancer.Balancer;
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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bouncycastle.asn1.bsi.BSIObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.postgresql.PGConnection;
import org.tukaani.xz.XZInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * The launcher's own processes: the {@link IdentityAgent}, and the {@link Balancer} where there are several gateways. They
 * run from a copy of this module, so that a build does not disturb them.
 */
final class Agent {

    static final String NAME = "identity-agent";
    static final String BALANCER = "balancer";

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
        return part(
                NAME,
                0,
                IdentityAgent.class,
                List.of(
                        home.path().toString(),
                        options.certificateLifetime().toString(),
                        Integer.toString(postgresPort),
                        options.vault().isPresent() ? vault.toString() : ""),
                () -> true);
    }

    /** Stands at the port of the one gateway, before several. */
    Part balancer(int port, List<Integer> gateways) {
        List<String> ports = Stream.concat(Stream.of(port), gateways.stream())
                .map(String::valueOf)
                .toList();
        return part(BALANCER, port, Balancer.class, ports, () -> !Machine.isFree(port));
    }

    private Part part(String name, int port, Class<?> main, List<String> arguments, BooleanSupplier ready) {
        List<Path> sources = USED.stream().map(Agent::source).toList();
        String version = Digest.of(
                sources.stream().flatMap(source -> files(source).stream()).toList());
        Path app = copy(sources, home.app(NAME).resolve(version));
        List<String> command = new ArrayList<>(List.of(
                Java.program(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                app.resolve("classes") + ":" + app.resolve("*"),
                main.getName()));
        command.addAll(arguments);
        return new Part(name, port, "", version + " " + arguments, command, Map.of(), app, ready);
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
