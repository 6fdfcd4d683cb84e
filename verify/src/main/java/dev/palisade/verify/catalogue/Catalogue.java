package dev.palisade.verify.catalogue;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All controls, as {@code verify/controls.yaml} lists them.
 *
 * @param controls the controls
 */
public record Catalogue(List<Control> controls) {

    private static final String FILE = "verify/controls.yaml";
    private static final Pattern ID = Pattern.compile("[CG]-[A-Z0-9]+-?\\d*");
    private static final Pattern NAMED = Pattern.compile("\\b(?:C-[A-Z0-9]{3}-\\d{2}|G-\\d{2})\\b");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Catalogue {
        controls = List.copyOf(controls);
    }

    /**
     * Reads the catalogue of a repository.
     *
     * @throws BrokenException when it cannot be read
     */
    public static Catalogue of(Path repository) {
        try {
            Object tree = YamlTree.of(Files.readString(repository.resolve(FILE)));
            return JSON.convertValue(tree, Catalogue.class);
        } catch (IOException | YAMLException | JacksonException e) {
            throw new BrokenException(FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The control of this id. */
    public Optional<Control> find(String id) {
        return controls.stream().filter(control -> control.id().equals(id)).findFirst();
    }

    /**
     * What is wrong with it, in sentences; empty when nothing is.
     *
     * @param repository where the files are that it names
     * @param attacks the attacks that there are, as {@code Class.method}, by the controls that they name
     */
    public List<String> faults(Path repository, Map<String, String> attacks) {
        List<String> faults = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (Control control : controls) {
            String id = control.id();
            if (!ID.matcher(id).matches() || !ids.add(id)) {
                faults.add(id + ": the id is no id, or stands twice.");
            }
            if (control.checks().isEmpty()) {
                faults.add(id + ": nothing shows this claim.");
            }
            if (control.where().isEmpty()) {
                faults.add(id + ": it is not said what keeps it.");
            }
            if (control.mutants().isEmpty()) {
                faults.add(id + ": no weakening shows that its checks can fail.");
            }
            control.where().stream()
                    .filter(file -> !Files.exists(repository.resolve(file)))
                    .forEach(file -> faults.add(id + ": there is no " + file + "."));
            for (String check : control.checks()) {
                used.add(check);
                faultOf(repository, control, check, attacks).ifPresent(faults::add);
            }
            control.mutants()
                    .forEach(mutant -> faultOf(repository, control, mutant).ifPresent(faults::add));
        }
        attacks.keySet().stream()
                .filter(attack -> !used.contains("attack:" + attack))
                .forEach(attack -> faults.add(attack + ": no control names this attack."));
        faults.addAll(claimsElsewhere(repository, ids));
        return faults;
    }

    private static Optional<String> faultOf(
            Path repository, Control control, String check, Map<String, String> attacks) {
        if (check.startsWith("attack:")) {
            String owner = attacks.get(check.substring("attack:".length()));
            return control.id().equals(owner)
                    ? Optional.empty()
                    : Optional.of(
                            control.id() + ": " + check + (owner == null ? " is none." : " is of " + owner + "."));
        }
        Optional<TestName> test = TestName.of(check);
        return test.isPresent() && test.get().isIn(repository)
                ? Optional.empty()
                : Optional.of(control.id() + ": there is no " + check + ".");
    }

    private static Optional<String> faultOf(Path repository, Control control, Control.Mutant mutant) {
        try {
            String text = Files.readString(repository.resolve(mutant.file()));
            int first = text.indexOf(mutant.find());
            if (first < 0 || text.indexOf(mutant.find(), first + 1) >= 0) {
                return Optional.of(control.id() + ": what its mutant replaces does not stand exactly once in "
                        + mutant.file() + ".");
            }
            return mutant.find().equals(mutant.replace())
                    ? Optional.of(control.id() + ": its mutant changes nothing.")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(control.id() + ": there is no " + mutant.file() + ".");
        }
    }

    /** Documents may name controls, but none that is not here. */
    private static List<String> claimsElsewhere(Path repository, Set<String> ids) {
        List<String> faults = new ArrayList<>();
        List<Path> documents = new ArrayList<>(List.of(repository.resolve("README.md")));
        try (Stream<Path> files = Files.walk(repository.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            for (Path document : documents) {
                Matcher named = NAMED.matcher(Files.readString(document));
                while (named.find()) {
                    if (!ids.contains(named.group())) {
                        faults.add(
                                repository.relativize(document) + " names " + named.group() + ", which is no control.");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faults;
    }

    /** The catalogue is no catalogue; the message says why. */
    public static final class BrokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
