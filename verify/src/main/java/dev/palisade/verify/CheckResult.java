package dev.palisade.verify;

import dev.palisade.verify.attack.Finding;
import java.time.Instant;
import java.util.List;

/**
 * What came of one check.
 *
 * @param control the control that it is to show
 * @param check its name in the catalogue
 * @param outcome what came of it
 * @param reason why it was not run or failed as a whole; empty otherwise
 * @param findings what it saw, one by one
 * @param at when it began
 * @param milliseconds how long it took
 */
public record CheckResult(
        String control,
        String check,
        Outcome outcome,
        String reason,
        List<Finding> findings,
        Instant at,
        long milliseconds) {

    public CheckResult {
        findings = List.copyOf(findings);
    }

    /** The findings that should have been others. */
    public List<Finding> faults() {
        return findings.stream().filter(finding -> !finding.ok()).toList();
    }
}
