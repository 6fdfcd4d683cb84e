package dev.palisade.verify.mutant;

import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Examination;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.attack.Scene;
import dev.palisade.verify.catalogue.Control;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Starts a copy of the platform that is weakened in several places at once, and attacks it from outside: whoever copied
 * the repository and broke something would be told by the same attacks.
 */
public final class WeakenedPlatform {

    private static final String ATTACK = "attack:";
    private static final String BUILD = "pom.xml";

    /** What the compiler may not say of a weakened line: it is bad on purpose. */
    private static final List<String> SILENCED = List.of("(?m)^.*-Werror.*\\R", "(?m)^.*-Xplugin:ErrorProne.*\\R");

    private static final String HOME = ".palisade";

    private final Path folder;
    private final ScratchCopy copy;
    private final List<Control> controls = new ArrayList<>();
    private final List<Control.Mutant> mutants = new ArrayList<>();

    private WeakenedPlatform(Path folder, ScratchCopy copy) {
        this.folder = folder;
        this.copy = copy;
    }

    /**
     * Weakens, starts, attacks and stops.
     *
     * @param repository what to copy
     * @param folder where to
     * @param portOffset added to every port
     * @param controls those whose mutants may be chosen; those without an attack are left out
     * @param number how many places
     * @param seed chooses them
     * @return a row for each place
     * @throws PlatformException when the weakened platform cannot be built or does not start
     */
    public static List<Weakness> attack(
            Path repository,
            Path folder,
            int portOffset,
            List<Control> controls,
            int number,
            long seed,
            Progress progress) {
        progress.working("building a copy that is weakened in " + number + " places");
        ScratchCopy copy = ScratchCopy.of(repository, folder, "");
        WeakenedPlatform weakened = new WeakenedPlatform(folder, copy);
        weakened.weaken(controls, number, seed);
        Path home = folder.resolve(HOME);
        Platform platform = Platform.open(home, folder, portOffset);
        platform.down();
        PrivateFiles.delete(home); // what an earlier one had stored was not stored by this one
        try {
            copy.start(home, portOffset);
            progress.done("the weakened platform runs");
            return weakened.examine(platform, progress);
        } finally {
            platform.down();
        }
    }

    private void weaken(List<Control> all, int number, long seed) {
        Map<String, String> texts = new TreeMap<>();
        String build = copy.read(BUILD);
        for (String silenced : SILENCED) {
            build = build.replaceFirst(silenced, "");
        }
        texts.put(BUILD, build);
        List<Control> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(seed));
        Set<String> places = new HashSet<>();
        for (Control control : shuffled) {
            if (mutants.size() == number) {
                break;
            }
            List<String> attacks = control.checks().stream()
                    .filter(check -> check.startsWith(ATTACK))
                    .toList();
            Control.Mutant mutant = control.mutants().getFirst();
            String text = texts.getOrDefault(mutant.file(), copy.read(mutant.file()));
            // Two that change the same words cannot both be there.
            if (!attacks.isEmpty() && text.contains(mutant.find()) && places.add(mutant.file() + mutant.find())) {
                texts.put(mutant.file(), text.replace(mutant.find(), mutant.replace()));
                controls.add(control.checkedBy(attacks));
                mutants.add(mutant);
            }
        }
        texts.forEach(copy::write);
    }

    private List<Weakness> examine(Platform platform, Progress progress) {
        List<ControlResult> results = new Examination(new Scene(platform, folder), folder).of(controls, progress);
        List<Weakness> weaknesses = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ControlResult result = results.get(i);
            Control.Mutant mutant = mutants.get(i);
            String seen = result.checks().stream()
                    .flatMap(check -> check.faults().stream())
                    .map(Finding::seen)
                    .findFirst()
                    .orElse(result.checks().getFirst().reason());
            weaknesses.add(new Weakness(
                    result.control().id(),
                    result.control().claim(),
                    mutant.file(),
                    mutant.find().strip(),
                    mutant.replace().strip(),
                    result.outcome() == Outcome.FAILED,
                    seen));
        }
        return weaknesses;
    }
}
