package dev.palisade.verify.mutant;

import dev.palisade.local.Progress;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.catalogue.TestName;
import dev.palisade.verify.mutant.ScratchCopy.TestRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Applies the weakenings of the catalogue one at a time, in a copy, and runs the check that must notice: it has to pass
 * without the mutant and to fail with it. A check that no mutant can turn red is no evidence.
 */
public final class Mutants {

    private final ScratchCopy copy;
    private final Map<String, TestRun> without = new HashMap<>();

    private Mutants(ScratchCopy copy) {
        this.copy = copy;
    }

    /**
     * Tries mutants.
     *
     * @param repository what to copy
     * @param folder where to
     * @param maven the program that runs tests
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
        record One(Control control, Control.Mutant mutant) {}
        List<One> all = new ArrayList<>();
        controls.forEach(control -> control.mutants().forEach(mutant -> all.add(new One(control, mutant))));
        Collections.shuffle(all, new Random(seed));
        progress.working("copying the repository");
        Mutants mutants = new Mutants(ScratchCopy.of(repository, folder, maven));
        List<Kill> kills = new ArrayList<>();
        for (One one : all.subList(0, Math.min(sample, all.size()))) {
            progress.working("%d of %d: %s, %s"
                    .formatted(
                            kills.size() + 1,
                            Math.min(sample, all.size()),
                            one.control().id(),
                            one.mutant().file()));
            Kill kill = mutants.kill(one.control(), one.mutant());
            kills.add(kill);
            progress.done("%-9s %-6s %s%s"
                    .formatted(
                            kill.control(),
                            kill.killed() ? "killed" : "alive",
                            kill.check(),
                            kill.reason().isEmpty() ? "" : ": " + kill.reason()));
        }
        return kills;
    }

    private Kill kill(Control control, Control.Mutant mutant) {
        String check = check(control, mutant).orElse("");
        TestName test = TestName.of(check).orElse(null);
        if (test == null) {
            return new Kill(control.id(), mutant.file(), check, false, "no test of a module was to notice");
        }
        if (without.computeIfAbsent(check, key -> run(test)) != TestRun.PASSED) {
            return new Kill(control.id(), mutant.file(), check, false, "the test does not pass without the mutant");
        }
        String text = copy.read(mutant.file());
        copy.write(mutant.file(), text.replace(mutant.find(), mutant.replace()));
        try {
            return switch (run(test)) {
                case FAILED -> new Kill(control.id(), mutant.file(), check, true, "");
                case PASSED -> new Kill(control.id(), mutant.file(), check, false, "the test did not notice");
                case BROKEN -> new Kill(control.id(), mutant.file(), check, false, "the mutant does not compile");
            };
        } finally {
            copy.write(mutant.file(), text);
        }
    }

    private TestRun run(TestName test) {
        return copy.run(test.module(), test.type(), test.method());
    }

    private static Optional<String> check(Control control, Control.Mutant mutant) {
        return mutant.killedBy() != null
                ? Optional.of(mutant.killedBy())
                : control.checks().stream()
                        .filter(check -> check.startsWith("test:"))
                        .findFirst();
    }
}
