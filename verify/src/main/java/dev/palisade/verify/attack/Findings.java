package dev.palisade.verify.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attack saw, one finding for each thing that it tried. */
final class Findings {

    private static final List<String> TALKATIVE = List.of(
            "\tat ", "Exception", "java.", "org.springframework", "org.postgresql", "SQLSTATE", "Tomcat", "Whitelabel");

    private final List<Finding> findings = new ArrayList<>();
    private boolean isTwinSeen;
    private boolean isRefusalSeen;

    /** A request that must be refused with one of these status codes, in words that tell nothing. */
    void refused(String what, Answer answer, Integer... statuses) {
        isRefusalSeen = true;
        List<String> told = TALKATIVE.stream().filter(answer.body()::contains).toList();
        boolean isProblem = answer.body().isEmpty()
                || answer.status() / 100 == 3
                || !answer.header("Content-Type").contains("json")
                || answer.header("Content-Type").contains("problem+json")
                || answer.body().contains("\"error\""); // an OAuth error (RFC 6749 section 5.2)
        boolean ok = Arrays.asList(statuses).contains(answer.status()) && told.isEmpty() && isProblem;
        add(what + " is refused", ok, answer.summary() + (told.isEmpty() ? "" : ", and it tells " + told));
    }

    /** The same request without the one bad thing, which must succeed: what refuses everything shows nothing. */
    void allowed(String what, Answer answer, int status) {
        isTwinSeen = true;
        add(what + " is taken", answer.status() == status, answer.summary());
    }

    /** A connection that must not come about, or must end without an answer. */
    void silent(String what, Door door) {
        isRefusalSeen = true;
        try {
            Answer answer = door.get("/actuator/health");
            add(what + " gets no answer", false, answer.summary());
        } catch (Door.NoAnswerException e) {
            add(what + " gets no answer", true, String.valueOf(e.getMessage()));
        }
    }

    /** Anything else that must hold, with what was seen. */
    void holds(String what, boolean ok, @Nullable Object seen) {
        add(what, ok, String.valueOf(seen));
    }

    /** Waits until the log of a service has a refusal of this reason that is younger than the scene. */
    void logged(DecisionLog log, String reason) {
        add(
                "the decision log of " + log.service() + " has " + reason,
                log.awaits(Map.of("outcome", "deny", "reason", reason)),
                reason);
    }

    private void add(String what, boolean ok, String seen) {
        findings.add(new Finding(what, ok, seen.length() > 300 ? seen.substring(0, 300) + "…" : seen));
    }

    /** All findings; an attack with refusals and without a twin has one more, which failed. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>(findings);
        if (isRefusalSeen && !isTwinSeen) {
            all.add(new Finding("a positive twin was seen", false, "none: everything may be refused here"));
        }
        if (all.isEmpty()) {
            all.add(new Finding("something was looked at", false, "nothing"));
        }
        return all;
    }
}
