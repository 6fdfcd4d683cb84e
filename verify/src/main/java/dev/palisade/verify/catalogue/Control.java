package dev.palisade.verify.catalogue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One security claim and what shows it.
 *
 * @param id its name in reports and evidence
 * @param claim what is claimed, in a sentence
 * @param attack what somebody would do, in plain words
 * @param where the files that keep it, from the root of the repository
 * @param checks what shows it: {@code attack:Class.method} or {@code test:module/Class#method}
 * @param mutants the weakenings that its checks must notice
 * @param owner the role that answers for it
 * @param validDays how long its evidence holds, in days
 * @param standards its place in the standards: numbers by the name of the standard
 */
public record Control(
        String id,
        String claim,
        String attack,
        List<String> where,
        List<String> checks,
        List<Mutant> mutants,
        String owner,
        int validDays,
        Map<String, List<String>> standards) {

    public Control {
        where = where == null ? List.of() : List.copyOf(where);
        checks = checks == null ? List.of() : List.copyOf(checks);
        mutants = mutants == null ? List.of() : List.copyOf(mutants);
        standards = standards == null ? Map.of() : Map.copyOf(standards);
    }

    /** The same, shown by these checks only. */
    public Control checkedBy(List<String> others) {
        return new Control(id, claim, attack, where, others, mutants, owner, validDays, standards);
    }

    /** Whether a file, from the root of the repository, is one of those that keep it. */
    public boolean isKeptBy(String file) {
        return where.stream().anyMatch(place -> file.equals(place) || file.startsWith(place + "/"))
                || mutants.stream().anyMatch(mutant -> file.equals(mutant.file()));
    }

    /** The area of the platform: the middle of the id. */
    public String area() {
        String[] parts = id.split("-");
        return parts.length > 1 ? parts[1] : id;
    }

    /**
     * A weakening of one line.
     *
     * @param file the file, from the root of the repository
     * @param find what stands there exactly once
     * @param replace what stands there instead
     * @param killedBy the check of the control that must notice; the first of its tests when null
     */
    public record Mutant(
            String file,
            String find,
            String replace,
            @Nullable String killedBy) {

        /** The check that must notice; empty when the control has no test. */
        public String check(Control control) {
            return killedBy != null
                    ? killedBy
                    : control.checks().stream()
                            .filter(check -> check.startsWith("test:"))
                            .findFirst()
                            .orElse("");
        }
    }
}
