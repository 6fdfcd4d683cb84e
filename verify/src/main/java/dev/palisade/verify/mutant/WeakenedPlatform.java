package dev.palisade.verify.mutant;

import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Examination;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Scene;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.catalogue.TestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Starts a copy of the platform that is weakened in several places at once, and looks whether each is found: by the
 * attacks from outside, or, where nothing shows there, by the tests of the same control.
 */
public final class WeakenedPlatform {

    private static final String ATTACK = "attack:";
    private static final String BUILD = "pom.xml";

    /** What the compiler may not say of a weakened line: it is bad on purpose. */
    private static final List<String> SILENCED = List.of("(?m)^.*-Werror.*\\R", "(?m)^.*-Xplugin:ErrorProne.*\\R");

    private static final String HOME = ".palisade";

    private final Path folder;
    private final ScratchCopy copy;
    private final List<Place> places = new ArrayList<>();

    private WeakenedPlatform(Path folder, ScratchCopy copy) {
        this.folder = folder;
        this.copy = copy;
    }

    /**
     * Weakens, starts, attacks and stops.
     *
     * @param repository what to copy
     * @param folder where to
     * @param maven the program that builds the copy
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
            String maven,
            int portOffset,
            List<Control> controls,
            int number,
            long seed,
            Progress progress) {
        progress.working("building a copy that is weakened in " + number + " places");
        ScratchCopy copy = ScratchCopy.of(repository, folder, maven);
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
        Set<String> taken = new HashSet<>();
        for (Control control : shuffled) {
            if (places.size() == number) {
                break;
            }
            Control.Mutant mutant = control.mutants().getFirst();
            String text = texts.getOrDefault(mutant.file(), copy.read(mutant.file()));
            // Two that change the same words cannot both be there.
            if (control.checks().stream().anyMatch(check -> check.startsWith(ATTACK))
                    && text.contains(mutant.find())
                    && taken.add(mutant.file() + mutant.find())) {
                texts.put(mutant.file(), text.replace(mutant.find(), mutant.replace()));
                places.add(new Place(control, mutant));
            }
        }
        texts.forEach(copy::write);
    }

    /** First from outside; the tests are asked about what cannot be seen from there. */
    private List<Weakness> examine(Platform platform, Progress progress) {
        List<ControlResult> results = new Examination(new Scene(platform, folder), folder)
                .of(places.stream().map(Place::attacked).toList(), progress);
        platform.down();
        Map<Control, List<String>> seen = new HashMap<>();
        Set<TestName> tests = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            Place place = places.get(i);
            seen.put(place.control, results.get(i).faults());
            if (results.get(i).outcome() != Outcome.FAILED) {
                place.test().ifPresent(tests::add);
            }
        }
        progress.working("asking the tests about " + tests.size() + " places that no attack has seen");
        Map<TestName, List<String>> failed = tests.isEmpty() ? Map.of() : copy.faults(tests);
        return places.stream()
                .map(place -> {
                    List<String> byAttack = seen.getOrDefault(place.control, List.of());
                    List<String> byTest = place.test()
                            .map(test -> failed.getOrDefault(test, List.of()))
                            .orElse(List.of());
                    return place.found(
                            !byAttack.isEmpty() ? "attack" : !byTest.isEmpty() ? "test" : "",
                            !byAttack.isEmpty() ? byAttack.getFirst() : byTest.isEmpty() ? "" : byTest.getFirst());
                })
                .toList();
    }

    /** Where a control is weakened. */
    private record Place(Control control, Control.Mutant mutant) {

        Control attacked() {
            return control.checkedBy(control.checks().stream()
                    .filter(check -> check.startsWith(ATTACK))
                    .toList());
        }

        Optional<TestName> test() {
            return TestName.of(mutant.check(control));
        }

        Weakness found(String by, String seen) {
            return new Weakness(
                    control.id(),
                    control.claim(),
                    mutant.file(),
                    mutant.find().strip(),
                    mutant.replace().strip(),
                    by,
                    seen);
        }
    }
}
