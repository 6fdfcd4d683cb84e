package dev.palisade.local.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * How what runs differs from what the repository says.
 *
 * @param compared how many things were compared
 * @param differences what is not as the repository says; empty when all is
 */
public record Drift(int compared, List<Difference> differences) {

    public Drift {
        differences = List.copyOf(differences);
    }

    /**
     * A difference.
     *
     * @param part where it is
     * @param what what differs
     * @param declared what the repository says
     * @param running what is there
     */
    public record Difference(String part, String what, String declared, String running) {}

    /** Compares one thing after the other. */
    public static final class Comparison {

        private final List<Difference> differences = new ArrayList<>();
        private int compared;

        /** Nothing compared yet. */
        public Comparison() {}

        /** Compares one thing. */
        public void of(String part, String what, String declared, String running) {
            compared++;
            if (!declared.equals(running)) {
                differences.add(new Difference(part, what, declared, running));
            }
        }

        /** What came of it. */
        public Drift result() {
            return new Drift(compared, differences);
        }
    }
}
