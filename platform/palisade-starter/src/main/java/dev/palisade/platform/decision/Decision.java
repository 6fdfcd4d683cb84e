package dev.palisade.platform.decision;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One permission given or refused, with everything an operator needs to understand it and nothing secret.
 *
 * @param point which check decided, for example {@code resource-server}, {@code policy} or {@code token-exchange}
 * @param permitted whether it was given
 * @param action what was asked for
 * @param resource what it was asked of
 * @param subject the person or workload on whose behalf, or {@code anonymous}
 * @param caller the workload at the other end of the connection, or {@code unknown}
 * @param actors the chain of workloads that acted for the subject, nearest first (RFC 8693 section 4.1)
 * @param reason why; a short constant word or sentence without input from the caller
 * @param policies the policies that determined it
 */
public record Decision(
        String point,
        boolean permitted,
        String action,
        String resource,
        String subject,
        String caller,
        List<String> actors,
        String reason,
        Set<String> policies) {

    Map<String, Object> fields() {
        return Map.of(
                "decision.point", point,
                "decision.outcome", permitted ? "permit" : "deny",
                "decision.action", action,
                "decision.resource", resource,
                "decision.subject", subject,
                "decision.caller", caller,
                "decision.actors", actors,
                "decision.reason", reason,
                "decision.policies", policies);
    }
}
