package dev.palisade.verify;

import dev.palisade.verify.catalogue.Control;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a control.
 *
 * @param control the control
 * @param checks what came of its checks
 */
public record ControlResult(Control control, List<CheckResult> checks) {

    public ControlResult {
        checks = List.copyOf(checks);
    }

    /**
     * One failed check fails it. Where it is attacked, the attacks decide whether it is satisfied: the tests, which may be
     * of an earlier day, add to them. Where it is not, all of its tests must have passed.
     */
    public Outcome outcome() {
        if (checks.stream().anyMatch(check -> check.outcome() == Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        List<CheckResult> attacks = checks.stream()
                .filter(check -> check.check().startsWith("attack:"))
                .toList();
        List<CheckResult> decisive = attacks.isEmpty() ? checks : attacks;
        return !decisive.isEmpty() && decisive.stream().allMatch(check -> check.outcome() == Outcome.SATISFIED)
                ? Outcome.SATISFIED
                : Outcome.NOT_RUN;
    }

    /** Results by the id of their control. */
    public static Map<String, ControlResult> byId(List<ControlResult> results) {
        return results.stream()
                .collect(Collectors.toMap(result -> result.control().id(), result -> result));
    }

    /** How many of its checks were not run. */
    public long notRun() {
        return checks.stream()
                .filter(check -> check.outcome() == Outcome.NOT_RUN)
                .count();
    }

    /** What its checks saw that should not be, in words. */
    public List<String> faults() {
        return checks.stream()
                .flatMap(check -> check.faults().stream())
                .map(fault -> fault.expected() + "; seen: " + fault.seen())
                .toList();
    }
}
