package dev.palisade.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Finds processes that run. One that ended but that nobody collected yet does not. */
public final class LiveProcess {

    /** The start is computed from the machine's clock, which may be set right between two looks. */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    private LiveProcess() {}

    /** The process with this number, if there is one. */
    public static Optional<ProcessHandle> find(long pid) {
        return ProcessHandle.of(pid).filter(LiveProcess::runs);
    }

    /** The process with this number, if it started then: a number is given away again after its owner ended. */
    public static Optional<ProcessHandle> find(long pid, Instant start) {
        return find(pid)
                .filter(process -> process.info()
                        .startInstant()
                        .map(actual -> Duration.between(actual, start).abs().compareTo(CLOCK_STEP) <= 0)
                        .orElse(false));
    }

    /** Whether the process still runs. */
    public static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            String line = Files.readString(stat);
            return line.charAt(line.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            // No /proc on this system, or the process ended just now.
            return process.isAlive();
        }
    }
}
