package dev.palisade.platform.decision;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Counts decisions as {@code palisade.decisions} by who asked, what for, and why it was refused; never by person or by
 * resource. Of several reasons the first one counts.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // counted, whatever the other listeners throw
final class DecisionMeter implements DecisionListener {

    /** Far more than this code has. What a caller can make up, such as the method of a request, is "other" from here on. */
    private static final int MOST_WORDS = 300;

    private final Meter.MeterProvider<Counter> decisions;
    private final Set<String> words = ConcurrentHashMap.newKeySet();

    DecisionMeter(MeterRegistry meters) {
        this.decisions = Counter.builder("palisade.decisions")
                .description("Permissions that were given or refused")
                .withRegistry(meters);
    }

    @Override
    public void recorded(Decision decision) {
        decisions
                .withTags(Tags.of(
                        "outcome", decision.permitted() ? "permit" : "deny",
                        "point", decision.point(),
                        "action", bounded(decision.action()),
                        "caller", bounded(decision.caller()),
                        "reason", bounded(decision.reason().split(",", 2)[0])))
                .increment();
    }

    private String bounded(String word) {
        if (words.contains(word)) {
            return word;
        }
        if (words.size() >= MOST_WORDS) {
            return "other";
        }
        words.add(word);
        return word;
    }
}
