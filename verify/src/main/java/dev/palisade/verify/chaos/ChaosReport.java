package dev.palisade.verify.chaos;

import java.util.List;

/**
 * What came of it.
 *
 * @param seed what was chosen with
 * @param checkouts how many purchases were tried
 * @param bought how many were confirmed to their buyers
 * @param refused how many were refused for good
 * @param left how many the shop had to finish or cancel alone
 * @param kills how many processes were killed
 * @param cuts how many connections were cut or slowed
 * @param seconds how long it took, in seconds
 * @param violations how many things were lost or doubled
 * @param lines a sentence for each of them
 */
record ChaosReport(
        long seed,
        int checkouts,
        long bought,
        long refused,
        long left,
        int kills,
        int cuts,
        long seconds,
        int violations,
        List<String> lines) {

    ChaosReport {
        lines = List.copyOf(lines);
    }
}
