package dev.palisade.verify.cluster;

import dev.palisade.local.PlatformException;
import dev.palisade.local.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A pinned Go module whose published files are read, and of which nothing is built.
 *
 * @param folder the folder with its {@code go.mod}, in the repository
 * @param module its path, as in {@code go.mod}
 */
record GoModule(String folder, String module) {

    /** Whether there is a Go that can fetch it; tests that need it are not run otherwise. */
    static boolean isAvailable() {
        return Programs.onPath("go").isPresent();
    }

    /**
     * Where its files are, fetched first when they are not there.
     *
     * @param repo the repository
     * @throws PlatformException when there is no Go, or it cannot be fetched
     */
    Path directory(Path repo) {
        Path pinned = repo.resolve(folder);
        go(pinned, "mod", "download", module);
        Path directory =
                Path.of(go(pinned, "list", "-m", "-f", "{{.Dir}}", module).strip());
        if (!Files.isDirectory(directory)) {
            throw new PlatformException(module + " was fetched and is not in " + directory + ".");
        }
        return directory;
    }

    private String go(Path pinned, String... arguments) {
        Path go = Programs.onPath("go")
                .orElseThrow(
                        () -> new PlatformException(
                                module
                                        + " is needed, and there is no Go on the PATH that could fetch it. Install it from https://go.dev."));
        List<String> command = new ArrayList<>(List.of(go.toString()));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("palisade-", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(pinned.toFile())
                        .redirectError(errors.toFile())
                        .start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new PlatformException(module + " cannot be had as " + pinned.resolve("go.mod")
                            + " asks for it: " + Files.readString(errors).strip());
                }
                return output;
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Go cannot be run in " + pinned + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while " + module + " was being fetched.", e);
        }
    }
}
