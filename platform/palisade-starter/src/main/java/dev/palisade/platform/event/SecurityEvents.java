package dev.palisade.platform.event;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.MDC;

/**
 * Says what matters to security in the words of the Elastic Common Schema: every refusal, every permission that changes
 * something or lets somebody in, and every renewal of what this process proves itself with.
 */
public final class SecurityEvents implements DecisionListener {

    private static final Set<String> ABOUT_PEOPLE = Set.of("account", "admin", "consent", "device", "elevation");
    private static final Set<String> ABOUT_WHAT_IS_ASKED = Set.of("policy", "caller", "route", "throttle", "webhook");

    private final String service;
    private final Consumer<Map<String, Object>> chain;

    SecurityEvents(String service, Consumer<Map<String, Object>> chain) {
        this.service = service;
        this.chain = chain;
    }

    @Override
    public void recorded(Decision decision) {
        if (decision.permitted() && decision.action().startsWith("Read")) {
            return; // what was only read is in the decision log
        }
        Map<String, Object> event = event(category(decision.point()), decision.permitted() ? "allowed" : "denied");
        event.put("event.action", decision.action());
        event.put("event.outcome", decision.permitted() ? "success" : "failure");
        event.put("event.reason", decision.reason());
        event.put("event.dataset", "palisade." + decision.point());
        event.put("user.id", decision.subject());
        event.put("service.origin.name", decision.caller());
        event.put("service.target.name", decision.resource());
        if (!decision.actors().isEmpty()) {
            event.put("palisade.actors", decision.actors());
        }
        if (!decision.policies().isEmpty()) {
            event.put("rule.name", decision.policies().stream().sorted().toList());
        }
        String trace = MDC.get("traceId");
        if (trace != null) {
            event.put("trace.id", trace);
        }
        chain.accept(event);
    }

    /** Says that something with a lifetime, such as {@code certificate}, was replaced by the next one. */
    public void renewed(String what) {
        Map<String, Object> event = event("configuration", "change");
        event.put("event.action", "renew " + what);
        event.put("event.outcome", "success");
        event.put("event.dataset", "palisade.renewal");
        chain.accept(event);
    }

    void started() {
        Map<String, Object> event = event("process", "start");
        event.put("event.action", "start");
        event.put("event.outcome", "success");
        event.put("event.dataset", "palisade.process");
        event.put("process.pid", ProcessHandle.current().pid());
        chain.accept(event);
    }

    private Map<String, Object> event(String category, String type) {
        Map<String, Object> event = new HashMap<>();
        event.put("ecs.version", "8.17.0");
        event.put("event.kind", "event");
        event.put("event.category", List.of(category));
        event.put("event.type", List.of(type));
        event.put("service.name", service);
        return event;
    }

    private static String category(String point) {
        if (ABOUT_PEOPLE.contains(point)) {
            return "iam";
        }
        return ABOUT_WHAT_IS_ASKED.contains(point) ? "api" : "authentication";
    }
}
