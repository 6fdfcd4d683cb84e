package dev.palisade.local;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes the services' jars ready to run: copied out of the way of the next build, extracted, and with a cache of loaded
 * classes that makes later starts about three times faster.
 */
final class Apps {

    /** The same at the training and the run: a cache made with other flags is silently ignored. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx112m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1", // a laptop starts this often and loads it little: 40 % less work at the start
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+ExitOnOutOfMemoryError");

    private static final String CACHE = "app.aot";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Home home;
    private final Path repo;

    Apps(Home home, Path repo) {
        this.home = home;
        this.repo = repo;
    }

    /** Where this build of the service is extracted. */
    Path prepare(Service service) {
        Path jar = repo.resolve(service.id).resolve("target").resolve(service.id + ".jar");
        if (!Files.exists(jar)) {
            throw new PlatformException(
                    "There is no " + jar + ". Build it with ./palisade up, or with mvn package -DskipTests.");
        }
        Path folder = PrivateFiles.directory(home.app(service.id));
        Path complete = folder.resolve(Digest.of(List.of(jar)));
        if (Files.isDirectory(complete)) {
            return complete;
        }
        try {
            Path partial = Files.createTempDirectory(folder, ".extract");
            Path copy = partial.resolve(jar.getFileName());
            Files.copy(jar, copy);
            Path extracted = partial.resolve("extracted");
            List<String> extract = List.of(
                    Java.program(),
                    "-Djarmode=tools",
                    "-jar",
                    copy.toString(),
                    "extract",
                    "--destination",
                    extracted.toString());
            PrivateFiles.directory(home.logs());
            if (!Java.run(extract, folder, Map.of(), log(service), PATIENCE)) {
                PrivateFiles.delete(partial);
                throw new PlatformException("Cannot extract " + jar + ". The log is " + log(service));
            }
            Files.move(extracted, complete, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.delete(partial);
            return complete;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot extract " + jar + ".", e);
        }
    }

    static boolean isTrained(Path app) {
        return Files.exists(app.resolve(CACHE));
    }

    /** Lets the service come up once, without serving anyone, to record what it loads. */
    boolean train(Service service, Path app, Map<String, String> environment) {
        Path partial = app.resolve(CACHE + ".partial");
        List<String> command = new ArrayList<>(
                List.of(Java.program(), "-XX:AOTCacheOutput=" + partial, "-Dspring.context.exit=onRefresh"));
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", service.id + ".jar"));
        try {
            boolean trained = Java.run(command, app, environment, log(service), PATIENCE) && Files.exists(partial);
            if (trained) {
                Files.move(partial, app.resolve(CACHE), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(partial);
            }
            return trained;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the cache of " + service.id + ".", e);
        }
    }

    List<String> command(Service service, Path app) {
        List<String> command = new ArrayList<>(List.of(Java.program()));
        if (isTrained(app)) {
            command.add("-XX:AOTCache=" + CACHE);
        }
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", service.id + ".jar"));
        return command;
    }

    Path log(Service service) {
        return home.log(service.id + "-preparation");
    }

    /** Deletes the builds that nothing runs any more. */
    void deleteOthers(Service service, Path app) {
        try (Stream<Path> versions = Files.list(home.app(service.id))) {
            versions.filter(version -> !version.equals(app)).forEach(PrivateFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clean " + home.app(service.id) + ".", e);
        }
    }
}
