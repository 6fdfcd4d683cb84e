package dev.palisade.verify.catalogue;

import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What Git knows of a repository. */
public final class Git {

    private Git() {}

    /**
     * What Git answers.
     *
     * @throws PlatformException when there is no Git, or it knows nothing of the last argument
     */
    public static String ask(Path repository, String... arguments) {
        try {
            Process process = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments))
                            .toList())
                    .directory(repository.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new PlatformException("git does not know " + arguments[arguments.length - 1] + ".");
            }
            return output;
        } catch (IOException e) {
            throw new PlatformException("git is needed to look at an earlier revision.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while git was asked.", e);
        }
    }

    /** The files that differ from a revision, and those that Git does not know yet, from the root of the repository. */
    public static Set<String> changedSince(Path repository, String revision) {
        Set<String> files = new TreeSet<>();
        ask(repository, "diff", "--name-only", revision).lines().forEach(files::add);
        ask(repository, "ls-files", "--others", "--exclude-standard").lines().forEach(files::add);
        return files;
    }
}
