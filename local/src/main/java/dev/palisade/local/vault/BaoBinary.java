package dev.palisade.local.vault;

import dev.palisade.local.Digest;
import dev.palisade.local.PlatformException;
import dev.palisade.local.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** OpenBao's program: the one on the PATH, or one that was built from {@code tools/openbao}. */
public final class BaoBinary {

    private static final List<String> SOURCES = List.of("main.go", "go.mod", "go.sum");

    private BaoBinary() {}

    /**
     * The program, built first when there is none and Go is installed, which takes some minutes once.
     *
     * @param repo the repository with {@code tools/openbao}
     * @param progress is told what takes long
     * @throws PlatformException when there is none and none can be built
     */
    public static Path find(Path repo, Consumer<String> progress) {
        Optional<Path> installed = Programs.onPath("bao");
        if (installed.isPresent()) {
            return installed.get();
        }
        Path sources = repo.resolve("tools/openbao");
        Path built = Programs.cache()
                .resolve("bao-"
                        + Digest.of(SOURCES.stream().map(sources::resolve).toList()));
        if (!Files.isExecutable(built)) {
            Path go = Programs.onPath("go")
                    .orElseThrow(
                            () -> new PlatformException(
                                    "OpenBao is needed, and there is no bao on the PATH. Install"
                                            + " it from https://openbao.org, or install Go, and it is built from tools/openbao."));
            progress.accept("building OpenBao from tools/openbao (some minutes, once)");
            build(go, sources, built);
        }
        return built;
    }

    /** Whether {@link #find} has anything to find or to build with; tests that need it are not run otherwise. */
    public static boolean isAvailable() {
        return Programs.onPath("bao").isPresent() || Programs.onPath("go").isPresent();
    }

    private static void build(Path go, Path sources, Path target) {
        Path partial = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.createDirectories(target.resolveSibling("."));
            ProcessBuilder builder = new ProcessBuilder(
                            go.toString(),
                            "build",
                            "-trimpath",
                            "-buildvcs=false",
                            "-ldflags=-s -w",
                            "-o",
                            partial.toString(),
                            ".")
                    .directory(sources.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("CGO_ENABLED", "0");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new PlatformException("OpenBao cannot be built from " + sources + ":\n" + lastLines(output));
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("OpenBao cannot be built from " + sources + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while OpenBao was being built.", e);
        }
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
