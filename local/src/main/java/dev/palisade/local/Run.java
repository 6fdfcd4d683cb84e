package dev.palisade.local;

import dev.palisade.local.process.LiveProcess;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of a process that was started.
 *
 * @param name its name
 * @param pid its number
 * @param startInstant when it started, so that a number given away again is not mistaken for it
 * @param port where it listens; 0 when it does not
 * @param url its address; empty when it has none
 * @param version what was started
 * @param startedInMs the time until it was ready; null until then
 */
record Run(
        String name,
        long pid,
        Instant startInstant,
        int port,
        String url,
        String version,
        @Nullable Long startedInMs) {

    Optional<ProcessHandle> process() {
        return LiveProcess.find(pid, startInstant);
    }

    Run readyAfter(long milliseconds) {
        return new Run(name, pid, startInstant, port, url, version, milliseconds);
    }
}
