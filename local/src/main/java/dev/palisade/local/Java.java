package dev.palisade.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The JDK that runs this program also runs the platform. */
final class Java {

    private Java() {}

    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs a program to its end, and returns whether it succeeded in time. It does not outlive this JVM. */
    static boolean run(
            List<String> command, Path directory, Map<String, String> environment, Path log, Duration patience) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(Processes.INHERITED);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Thread hook = new Thread(() -> end(process));
            try {
                Runtime.getRuntime().addShutdownHook(hook);
                boolean succeeded = process.waitFor(patience) && process.exitValue() == 0;
                Runtime.getRuntime().removeShutdownHook(hook);
                return succeeded;
            } catch (IllegalStateException e) {
                throw new PlatformException("The command was interrupted.", e);
            } finally {
                end(process);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command.getFirst() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
