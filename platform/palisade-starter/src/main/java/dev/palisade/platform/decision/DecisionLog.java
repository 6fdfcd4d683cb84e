package dev.palisade.platform.decision;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Records every decision: permits at {@code INFO}, refusals at {@code WARN}, by the logger {@code palisade.decision}.
 * The trace id that joins them to the rest of the request is in the logging context, and the outcome is on the span.
 */
public final class DecisionLog {

    private static final Logger log = LoggerFactory.getLogger("palisade.decision");

    private final ObservationRegistry observations;
    private final List<DecisionListener> listeners;

    /** Decisions become attributes of the spans that {@code observations} makes, and {@code listeners} hear of them. */
    public DecisionLog(ObservationRegistry observations, List<DecisionListener> listeners) {
        this.observations = observations;
        this.listeners = List.copyOf(listeners);
    }

    /** Writes one decision. */
    public void record(Decision decision) {
        LoggingEventBuilder entry = log.atLevel(decision.permitted() ? Level.INFO : Level.WARN);
        for (Map.Entry<String, Object> field : new TreeMap<>(decision.fields()).entrySet()) {
            entry = entry.addKeyValue(field.getKey(), field.getValue());
        }
        entry.log(
                "{} {} of {} by {} for {}: {}",
                decision.permitted() ? "permit" : "deny",
                decision.action(),
                decision.resource(),
                decision.caller(),
                decision.subject(),
                decision.reason());
        Observation observation = observations.getCurrentObservation();
        if (observation != null) {
            observation
                    .highCardinalityKeyValue(KeyValue.of("palisade.caller", decision.caller()))
                    .highCardinalityKeyValue(KeyValue.of("palisade.action", decision.action()))
                    .highCardinalityKeyValue(
                            KeyValue.of("palisade.decision", decision.permitted() ? "permit" : "deny"));
        }
        listeners.forEach(listener -> listener.recorded(decision));
    }
}
