package dev.palisade.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A process that the platform needs.
 *
 * @param name its name, also of its log and its record
 * @param port where it listens; 0 when it does not
 * @param url its address; empty when it has none
 * @param version changes when the process must be started anew
 * @param command what to run
 * @param environment all that it gets of an environment, beside the few variables that every program needs
 * @param directory where it runs
 * @param ready whether it does its work
 */
record Part(
        String name,
        int port,
        String url,
        String version,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        BooleanSupplier ready) {

    Part {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same with other settings; the usual start will start it anew. */
    Part with(Map<String, String> settings) {
        if (settings.isEmpty()) {
            return this;
        }
        Map<String, String> changed = new HashMap<>(environment);
        changed.putAll(settings);
        return new Part(name, port, url, version + " with other settings", command, changed, directory, ready);
    }
}
