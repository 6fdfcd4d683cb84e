package dev.palisade.test;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The decision log while a test runs. */
public final class Decisions implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("palisade.decision");
    private final ListAppender<ILoggingEvent> entries = new ListAppender<>();

    private Decisions() {
        entries.start();
        logger.addAppender(entries);
    }

    /** Listens from now on. */
    public static Decisions listen() {
        return new Decisions();
    }

    /** Each entry so far as {@code outcome reason}, for example {@code deny scope-not-on-edge}. */
    public List<String> reasons() {
        return entries().stream()
                .map(entry -> entry.get("outcome") + " " + entry.get("reason"))
                .toList();
    }

    /** The fields of each entry so far, their names without {@code decision.}. */
    public List<Map<String, String>> entries() {
        return List.copyOf(entries.list).stream().map(Decisions::fields).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(entries);
    }

    private static Map<String, String> fields(ILoggingEvent entry) {
        Map<String, String> fields = new TreeMap<>();
        List<KeyValuePair> pairs = entry.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.put(pair.key.replace("decision.", ""), String.valueOf(pair.value)));
        }
        return fields;
    }
}
