package dev.palisade.verify;

import dev.palisade.local.Progress;
import dev.palisade.verify.attack.Attacks;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.attack.Scene;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.catalogue.TestName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Does what the controls name, and says what came of it. */
public final class Examination {

    private final Scene scene;
    private final TestReports reports;

    /** Of this scene; the reports of the tests are those of the repository. */
    public Examination(Scene scene, Path repository) {
        this.scene = scene;
        this.reports = new TestReports(repository);
    }

    /** Looks at the controls one after the other. */
    public List<ControlResult> of(List<Control> controls, Progress progress) {
        List<ControlResult> results = new ArrayList<>();
        for (Control control : controls) {
            progress.working(control.id() + " " + control.claim());
            List<CheckResult> checks = control.checks().stream()
                    .map(check -> check(control, check))
                    .toList();
            ControlResult result = new ControlResult(control, checks);
            results.add(result);
            progress.done(
                    "%-9s %-9s %s".formatted(control.id(), result.outcome().words(), control.claim()));
        }
        return results;
    }

    private CheckResult check(Control control, String check) {
        Instant begin = Instant.now();
        List<Finding> findings;
        String reason = "";
        try {
            if (check.startsWith("attack:")) {
                findings = Attacks.make(check.substring("attack:".length()), scene);
            } else {
                findings = reports.of(TestName.of(check).orElseThrow());
                reason = findings.isEmpty() ? "the test was not run on what is compiled now: ./palisade test" : "";
            }
        } catch (Attacks.NotPossibleException e) {
            findings = List.of();
            reason = String.valueOf(e.getMessage());
        }
        Outcome outcome = findings.isEmpty()
                ? Outcome.NOT_RUN
                : findings.stream().allMatch(Finding::ok) ? Outcome.SATISFIED : Outcome.FAILED;
        return new CheckResult(
                control.id(),
                check,
                outcome,
                reason,
                findings,
                begin,
                Duration.between(begin, Instant.now()).toMillis());
    }
}
