package dev.palisade.verify.report;

import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much of what keeps a part of the platform safe was seen to hold. Each control counts by the weight of its area, and
 * only one that is satisfied counts at all: what failed or was not run is nothing.
 *
 * @param part a module of the repository, or the files of the root
 * @param controls those that it keeps
 */
record Scorecard(String part, List<ControlResult> controls) {

    /** What is lost when it fails decides how much an area counts; the sum has no meaning. */
    static final Map<String, Integer> WEIGHTS = new TreeMap<>(Map.ofEntries(
            Map.entry("TOK", 4),
            Map.entry("OAU", 4),
            Map.entry("PPL", 4),
            Map.entry("AZN", 4),
            Map.entry("ADM", 4),
            Map.entry("MTL", 3),
            Map.entry("GTW", 3),
            Map.entry("DAT", 3),
            Map.entry("SEC", 3),
            Map.entry("LED", 3),
            Map.entry("BIZ", 3),
            Map.entry("CAT", 2),
            Map.entry("INP", 2),
            Map.entry("RES", 2),
            Map.entry("LOG", 2),
            Map.entry("ERR", 2)));

    private static final int OTHERS = 1;
    /** One of these that failed makes the part fail, whatever its score is. */
    private static final Set<String> GATES = Set.of("TOK", "MTL", "AZN");

    private static final int ATTENTION = 50;
    private static final int FULL = 100;

    /** One for each part that keeps a control, by name. */
    static List<Scorecard> of(List<ControlResult> results) {
        Map<String, List<ControlResult>> parts = new TreeMap<>();
        for (ControlResult result : results) {
            result.control().where().stream()
                    .map(Scorecard::part)
                    .distinct()
                    .forEach(part -> parts.computeIfAbsent(part, key -> new ArrayList<>())
                            .add(result));
        }
        return parts.entrySet().stream()
                .map(each -> new Scorecard(each.getKey(), List.copyOf(each.getValue())))
                .toList();
    }

    /** Of 100, rounded down, so that 100 means all. */
    int score() {
        int all = controls.stream().mapToInt(Scorecard::weight).sum();
        int held = controls.stream()
                .filter(result -> result.outcome() == Outcome.SATISFIED)
                .mapToInt(Scorecard::weight)
                .sum();
        return all == 0 ? 0 : held * FULL / all;
    }

    /** The band of the score. */
    String band() {
        boolean gate = controls.stream()
                .anyMatch(result -> result.outcome() == Outcome.FAILED
                        && GATES.contains(result.control().area()));
        if (gate || score() < ATTENTION) {
            return "failing";
        }
        return score() == FULL ? "passing" : "needs attention";
    }

    long count(Outcome outcome) {
        return controls.stream().filter(result -> result.outcome() == outcome).count();
    }

    private static int weight(ControlResult result) {
        return WEIGHTS.getOrDefault(result.control().area(), OTHERS);
    }

    private static String part(String file) {
        String[] steps = file.split("/");
        if (steps.length == 1) {
            return "containers"; // the files of the root make them
        }
        return steps[0].equals("platform") ? steps[0] + "/" + steps[1] : steps[0].equals("docker") ? "vault" : steps[0];
    }
}
