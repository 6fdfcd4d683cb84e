package dev.palisade.verify.mutant;

import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of the repository in which lines are changed and tests are run; the repository itself stays as it is. */
final class ScratchCopy {

    private static final Set<String> LEFT_OUT =
            Set.of("target", ".git", ".palisade", "evidence", "node_modules", ".idea");
    private static final long PATIENCE_MINUTES = 10;

    private final Path folder;
    private final String maven;

    private ScratchCopy(Path folder, String maven) {
        this.folder = folder;
        this.maven = maven;
    }

    /** Copies a repository; what an earlier copy has compiled is kept. */
    static ScratchCopy of(Path repository, Path folder, String maven) {
        try {
            Files.createDirectories(folder);
            Files.walkFileTree(repository, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                    if (LEFT_OUT.contains(String.valueOf(from.getFileName())) || from.equals(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(folder.resolve(repository.relativize(from)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                    Path to = folder.resolve(repository.relativize(from));
                    if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
                        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ScratchCopy(folder, maven);
    }

    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs one test.
     *
     * @return how it ended; broken when it did not begin, because the code does not compile or there is no such test
     */
    TestRun run(String module, String type, String method) {
        Path log = folder.resolve("mutants.log");
        try {
            deleteReports(module);
            Process process = new ProcessBuilder(List.of(
                            maven,
                            "-B",
                            "-q",
                            "test",
                            "-pl",
                            module,
                            "-am",
                            "-Dspotless.check.skip=true",
                            "-Dsurefire.failIfNoSpecifiedTests=false",
                            "-Dtest=" + type + "#" + method))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return TestRun.BROKEN;
            }
            return !hasRun(module, type) ? TestRun.BROKEN : process.exitValue() == 0 ? TestRun.PASSED : TestRun.FAILED;
        } catch (IOException e) {
            throw new PlatformException("Maven cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    private void deleteReports(String module) throws IOException {
        for (Path report : reports(module)) {
            Files.delete(report);
        }
    }

    private boolean hasRun(String module, String type) throws IOException {
        return reports(module).stream()
                .anyMatch(report -> report.getFileName().toString().endsWith("." + type + ".xml"));
    }

    private List<Path> reports(String module) throws IOException {
        Path folder = this.folder.resolve(module).resolve("target/surefire-reports");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("TEST-"))
                    .toList();
        }
    }

    /** How a test ended. */
    enum TestRun {
        PASSED,
        FAILED,
        BROKEN
    }
}
