package dev.palisade.local.process;

import dev.palisade.local.Digest;
import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program that is built from pinned Go modules where it is not installed.
 *
 * @param program what it is called on the PATH
 * @param name what people call it
 * @param website where it can be had
 * @param folder the folder with its {@code go.mod}, in the repository
 * @param main the Go package of the program
 * @param tags what leaves parts out of it, separated by commas
 */
public record GoTool(String program, String name, String website, String folder, String main, String tags) {

    /** A file of flags for the linker, for a program that has to be told its version. */
    private static final String LINKED_IN = "ldflags";

    /** All of the program. */
    public GoTool(String program, String name, String website, String folder, String main) {
        this(program, name, website, folder, main, "");
    }

    /**
     * The program, built first when there is none and Go is installed, which takes some minutes once.
     *
     * @param repo the repository
     * @param progress is told what takes long
     * @throws PlatformException when there is none and none can be built
     */
    public Path find(Path repo, Consumer<String> progress) {
        Optional<Path> installed = Programs.onPath(program);
        if (installed.isPresent()) {
            return installed.get();
        }
        Path sources = repo.resolve(folder);
        Path built = Programs.cache()
                .resolve(program + "-"
                        + Digest.of(Stream.of("main.go", "go.mod", "go.sum", LINKED_IN)
                                .map(sources::resolve)
                                .filter(Files::exists)
                                .toList()));
        if (!Files.isExecutable(built)) {
            Path go = Programs.onPath("go")
                    .orElseThrow(() -> new PlatformException(
                            name + " is needed, and there is no " + program + " on the PATH. Install it from " + website
                                    + ", or install Go, and it is built from " + folder + "."));
            progress.accept("building " + name + " from " + folder + " (some minutes, once)");
            build(go, sources, built);
        }
        return built;
    }

    /** Whether {@link #find} has anything to find or to build with; tests that need it are not run otherwise. */
    public boolean isAvailable() {
        return Programs.onPath(program).isPresent() || Programs.onPath("go").isPresent();
    }

    private void build(Path go, Path sources, Path target) {
        Path partial = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.createDirectories(target.resolveSibling("."));
            ProcessBuilder builder = new ProcessBuilder(
                            go.toString(),
                            "build",
                            "-trimpath",
                            "-buildvcs=false",
                            "-ldflags=-s -w " + flags(sources.resolve(LINKED_IN)),
                            "-tags=" + tags,
                            "-o",
                            partial.toString(),
                            main)
                    .directory(sources.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("CGO_ENABLED", "0");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new PlatformException(name + " cannot be built from " + sources + ":\n" + lastLines(output));
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be built from " + sources + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while " + name + " was being built.", e);
        }
    }

    private static String flags(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
