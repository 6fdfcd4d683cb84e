package dev.palisade.verify;

import java.util.List;

/**
 * How many controls hold.
 *
 * @param satisfied how many were seen to hold
 * @param failed how many were seen not to
 * @param notRun how many could not be looked at
 * @param mutants how many weakenings the catalogue has
 * @param mutantsKilled how many of them were seen killed, by the published matrix
 * @param controls a row for each
 */
public record Summary(int satisfied, int failed, int notRun, int mutants, int mutantsKilled, List<Row> controls) {

    public Summary {
        controls = List.copyOf(controls);
    }

    /**
     * A control in a row.
     *
     * @param id its id
     * @param claim what it claims
     * @param outcome what came of it
     * @param checks how many checks it has
     * @param checksNotRun how many of them were not run
     * @param findings how many things they looked at
     * @param faults what should have been otherwise
     * @param reasons why checks were not run
     */
    public record Row(
            String id,
            String claim,
            String outcome,
            int checks,
            long checksNotRun,
            int findings,
            List<String> faults,
            List<String> reasons) {}

    static Summary of(List<ControlResult> results, int mutants, int mutantsKilled) {
        return new Summary(
                count(results, Outcome.SATISFIED),
                count(results, Outcome.FAILED),
                count(results, Outcome.NOT_RUN),
                mutants,
                mutantsKilled,
                results.stream().map(Summary::row).toList());
    }

    String line() {
        return "controls: %d satisfied, %d failed, %d not run; mutants: %d killed of %d"
                .formatted(satisfied, failed, notRun, mutantsKilled, mutants);
    }

    private static Row row(ControlResult result) {
        List<CheckResult> checks = result.checks();
        return new Row(
                result.control().id(),
                result.control().claim(),
                result.outcome().words(),
                checks.size(),
                result.notRun(),
                checks.stream().mapToInt(check -> check.findings().size()).sum(),
                checks.stream()
                        .flatMap(check -> check.faults().stream())
                        .map(fault -> fault.expected() + "; seen: " + fault.seen())
                        .toList(),
                checks.stream()
                        .map(CheckResult::reason)
                        .filter(reason -> !reason.isEmpty())
                        .distinct()
                        .toList());
    }

    private static int count(List<ControlResult> results, Outcome outcome) {
        return (int)
                results.stream().filter(result -> result.outcome() == outcome).count();
    }
}
