package dev.palisade.local;

import java.util.Map;
import tools.jackson.core.JacksonException;

/** A line of a log for people: what the services write is JSON in the Elastic Common Schema. */
public final class LogLine {

    private static final String CAUSE = "Caused by: ";

    private LogLine() {}

    /** The time, the level, the message and the root of the error; a line that is not JSON stays as it is. */
    public static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            Map<?, ?> event = Json.read(line, Map.class);
            String time = text(event, "@timestamp").replaceAll("^.*T|\\..*$|Z$", "");
            String logger = text(event, "log", "logger");
            return "%s %-5s %s: %s%s"
                    .formatted(
                            time,
                            text(event, "log", "level"),
                            logger.substring(logger.lastIndexOf('.') + 1),
                            text(event, "message").strip(),
                            cause(event));
        } catch (JacksonException e) {
            return line;
        }
    }

    private static String cause(Map<?, ?> event) {
        String trace = text(event, "error", "stack_trace");
        int last = trace.lastIndexOf(CAUSE);
        String root = last < 0 ? trace : trace.substring(last + CAUSE.length());
        return root.isEmpty() ? "" : "\n    " + root.lines().findFirst().orElse("");
    }

    private static String text(Map<?, ?> event, String... path) {
        Object value = event;
        for (String name : path) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        // Both ways of writing a nested field occur.
        Object flat = event.get(String.join(".", path));
        return value != null ? value.toString() : flat != null ? flat.toString() : "";
    }
}
