package dev.palisade.verify.fuzz;

import java.util.List;
import java.util.Map;

/**
 * What came of it.
 *
 * @param seed what the requests were made with
 * @param operations how many operations the contracts have
 * @param requests how many requests were sent
 * @param kinds how many were valid, nearly so, and wild
 * @param answers how many answers there were of each class, such as {@code 4xx}
 * @param seconds how long it took, in seconds
 * @param violations how many answers were none that the contract has
 * @param lines what was wrong, each kind of it once, with how often and the first request that showed it
 */
record FuzzReport(
        long seed,
        int operations,
        int requests,
        Map<String, Integer> kinds,
        Map<String, Integer> answers,
        long seconds,
        int violations,
        List<String> lines) {

    FuzzReport {
        lines = List.copyOf(lines);
    }
}
