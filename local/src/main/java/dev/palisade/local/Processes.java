package dev.palisade.local;

import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.process.LiveProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/** Starts processes that outlive this one, remembers them, and stops them. */
final class Processes {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Set<String> INHERITED = Set.of("PATH", "HOME", "USER", "LANG", "TMPDIR");

    private final Home home;

    Processes(Home home) {
        this.home = home;
    }

    /** The record of the process, if it runs. */
    Optional<Run> running(String name) {
        Path file = home.run(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(PrivateFiles.read(file), Run.class))
                    .filter(run -> run.process().isPresent());
        } catch (JacksonException e) {
            throw new PlatformException("The record " + file + " cannot be read. Delete it, and start again.", e);
        }
    }

    /** Starts the process and remembers it. */
    Run start(Part part) {
        List<String> command = new ArrayList<>(detached());
        command.addAll(part.command());
        PrivateFiles.directory(home.logs());
        File log = home.log(part.name()).toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(PrivateFiles.directory(part.directory()).toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        // What a person happened to export must not change what runs, and must not reach seven processes.
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(part.environment());
        try {
            rotate(home.log(part.name()));
            Process process = builder.start();
            Instant start = process.info().startInstant().orElseGet(Instant::now);
            Run run = new Run(part.name(), process.pid(), start, part.port(), part.url(), part.version(), null);
            remember(run);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + part.name() + ".", e);
        }
    }

    void remember(Run run) {
        PrivateFiles.write(home.run(run.name()), Json.write(run));
    }

    /** The names of all processes that were started and not yet stopped. */
    List<String> remembered() {
        if (!Files.isDirectory(home.run())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.run())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home.run() + ".", e);
        }
    }

    /** Asks the processes to end, makes them end when they do not, and forgets them. */
    void stop(Collection<String> names) {
        List<ProcessHandle> processes = names.stream()
                .flatMap(name -> running(name).stream())
                .flatMap(run -> run.process().stream())
                .toList();
        processes.forEach(ProcessHandle::destroy);
        await(processes, PATIENCE);
        processes.stream().filter(LiveProcess::runs).forEach(ProcessHandle::destroyForcibly);
        await(processes, PATIENCE);
        names.forEach(this::forget);
    }

    /** Ends the process at once, as a crash would, and keeps its record. */
    void kill(String name) {
        List<ProcessHandle> processes =
                running(name).flatMap(Run::process).stream().toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        await(processes, PATIENCE);
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(home.run(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + home.run(name) + ".", e);
        }
    }

    private static void await(List<ProcessHandle> processes, Duration patience) {
        Instant end = Instant.now().plus(patience);
        while (processes.stream().anyMatch(LiveProcess::runs) && Instant.now().isBefore(end)) {
            Pause.ofMillis(50);
        }
    }

    /** Only the log of the last start and of the one before it are of interest. */
    private static void rotate(Path log) throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFiles.write(log, "");
    }

    /** A session of its own keeps Ctrl-C and the closing of the terminal away from the process. */
    private static List<String> detached() {
        for (String program : List.of("setsid", "nohup")) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path path = Path.of(folder, program);
                if (Files.isExecutable(path)) {
                    return List.of(path.toString());
                }
            }
        }
        return List.of();
    }
}
