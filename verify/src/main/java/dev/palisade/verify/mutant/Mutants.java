package dev.palisade.verify.mutant;

import dev.palisade.local.Progress;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.catalogue.TestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Applies the weakenings of the catalogue one at a time, in a copy, and runs the check that must notice: it has to pass
 * without the mutant and to fail with it. A check that no mutant can turn red is no evidence.
 */
public final class Mutants {

    private final ScratchCopy copy;
    private final Set<TestName> passing;

    private Mutants(ScratchCopy copy, Set<TestName> passing) {
        this.copy = copy;
        this.passing = passing;
    }

    /**
     * Tries mutants.
     *
     * @param repository what to copy
     * @param folder where to
     * @param maven the program that builds the copy
     * @param controls whose mutants
     * @param sample how many of them at most
     * @param seed chooses which, the same for the same seed
     * @return a row for each
     */
    public static List<Kill> kill(
            Path repository,
            Path folder,
            String maven,
            List<Control> controls,
            int sample,
            long seed,
            Progress progress) {
        List<Weakened> all = new ArrayList<>();
        controls.forEach(control -> control.mutants().forEach(mutant -> all.add(new Weakened(control, mutant))));
        Collections.shuffle(all, new Random(seed));
        List<Weakened> chosen = all.subList(0, Math.min(sample, all.size()));
        progress.working("building a copy of the repository, and running in it as it stands the checks of %d mutants"
                .formatted(chosen.size()));
        ScratchCopy copy = ScratchCopy.of(repository, folder, maven);
        Set<TestName> tests =
                chosen.stream().flatMap(one -> one.test().stream()).collect(Collectors.toSet());
        Mutants mutants = new Mutants(copy, tests.isEmpty() ? Set.of() : copy.passing(tests));
        List<Kill> kills = new ArrayList<>();
        for (Weakened one : chosen) {
            progress.working("%d of %d: %s, %s"
                    .formatted(
                            kills.size() + 1,
                            chosen.size(),
                            one.control().id(),
                            one.mutant().file()));
            Kill kill = mutants.kill(one);
            kills.add(kill);
            progress.done("%-9s %-6s %s%s"
                    .formatted(
                            one.control().id(),
                            kill.killed() ? "killed" : "alive",
                            kill.check(),
                            kill.reason().isEmpty() ? "" : ": " + kill.reason()));
        }
        return kills;
    }

    private Kill kill(Weakened one) {
        TestName test = one.test().orElse(null);
        if (test == null) {
            return one.alive("no test of a module is to notice");
        }
        if (!passing.contains(test)) {
            return one.alive("the test does not pass without the mutant");
        }
        Control.Mutant mutant = one.mutant();
        String text = copy.read(mutant.file());
        try {
            if (!copy.set(mutant.file(), text.replace(mutant.find(), mutant.replace()), test)) {
                return one.alive("the mutant does not compile");
            }
            return switch (copy.run(test)) {
                case FAILED -> one.killed();
                case PASSED -> one.alive("the test did not notice");
                case BROKEN -> one.alive("the test did not begin");
            };
        } finally {
            copy.set(mutant.file(), text, test);
        }
    }

    /** A control with one of its mutants. */
    private record Weakened(Control control, Control.Mutant mutant) {

        Optional<TestName> test() {
            return TestName.of(check());
        }

        String check() {
            return mutant.check(control);
        }

        Kill killed() {
            return new Kill(control.id(), mutant, check(), true, "");
        }

        Kill alive(String reason) {
            return new Kill(control.id(), mutant, check(), false, reason);
        }
    }
}
