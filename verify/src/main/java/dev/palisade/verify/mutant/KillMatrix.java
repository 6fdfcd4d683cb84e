package dev.palisade.verify.mutant;

import dev.palisade.verify.catalogue.Catalogue;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.evidence.Evidence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The published list of the mutants that were seen killed, {@code docs/kill-matrix.md}. A run of the mutants writes it: a
 * killed one gets its row, one that stayed alive loses it, and a mutant that is changed is another. What was not tried is
 * left as it is.
 */
public final class KillMatrix {

    private static final String FILE = "docs/kill-matrix.md";
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\| `([0-9a-f]{12})` \\|$");
    private static final int KEY_LENGTH = 12;
    private static final int LONGEST = 110;

    private final Path file;
    private final Set<String> killed;

    private KillMatrix(Path file, Set<String> killed) {
        this.file = file;
        this.killed = killed;
    }

    /** That of a repository; empty where there is none yet. */
    public static KillMatrix of(Path repository) {
        Path file = repository.resolve(FILE);
        Set<String> killed = new TreeSet<>();
        try {
            Matcher rows = ROW.matcher(Files.exists(file) ? Files.readString(file) : "");
            while (rows.find()) {
                killed.add(rows.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KillMatrix(file, killed);
    }

    /** How many mutants there are. */
    public static int mutants(Catalogue catalogue) {
        return all(catalogue).size();
    }

    /** How many of the mutants that there are now were seen killed. */
    public int killed(Catalogue catalogue) {
        Set<String> now = new TreeSet<>(all(catalogue).keySet());
        now.retainAll(killed);
        return now.size();
    }

    /** The mutants that nobody has seen killed, as control and file. */
    public List<String> missing(Catalogue catalogue) {
        List<String> missing = new ArrayList<>();
        all(catalogue).forEach((key, row) -> {
            if (!killed.contains(key)) {
                missing.add(row.control().id() + " in " + row.mutant().file());
            }
        });
        return missing;
    }

    /** Takes over what a run has seen, and writes the file anew. */
    public void add(List<Kill> kills, Catalogue catalogue) {
        for (Kill kill : kills) {
            String key = key(kill.control(), kill.mutant(), kill.check());
            if (kill.killed()) {
                killed.add(key);
            } else {
                killed.remove(key);
            }
        }
        try {
            Files.writeString(file, text(catalogue));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in the file. */
    String text(Catalogue catalogue) {
        StringBuilder text = new StringBuilder("""
                # Kill matrix

                Written by `./palisade verify --mutants`, never by hand. Each row is a weakening of one place of the code or
                the configuration, often the framework's own default. It was made in a copy of the repository, and the check
                that stands beside it failed, which had passed without it. A check that no weakening can turn red is no
                evidence. The whole of each weakening stands in [verify/controls.yaml](../verify/controls.yaml).

                """);
        text.append("%d of %d mutants killed, of %d controls.%n%n"
                .formatted(
                        killed(catalogue),
                        mutants(catalogue),
                        catalogue.controls().size()));
        text.append("| Control | Claim | Weakened | Instead | Noticed by | Mutant |\n|---|---|---|---|---|---|\n");
        all(catalogue).forEach((key, row) -> {
            if (killed.contains(key)) {
                Control.Mutant mutant = row.mutant();
                text.append("| %s | %s | %s: %s | %s | %s | `%s` |\n"
                        .formatted(
                                row.control().id(),
                                row.control().claim(),
                                mutant.file().substring(mutant.file().lastIndexOf('/') + 1),
                                code(mutant.find()),
                                mutant.replace().isBlank() ? "nothing" : code(mutant.replace()),
                                mutant.check(row.control())
                                        .substring("test:".length())
                                        .replace("#", " "),
                                key));
            }
        });
        return text.toString();
    }

    private static Map<String, Row> all(Catalogue catalogue) {
        Map<String, Row> all = new LinkedHashMap<>();
        for (Control control : catalogue.controls()) {
            for (Control.Mutant mutant : control.mutants()) {
                all.put(key(control.id(), mutant, mutant.check(control)), new Row(control, mutant));
            }
        }
        return all;
    }

    private static String key(String control, Control.Mutant mutant, String check) {
        String whole = String.join("\0", control, mutant.file(), mutant.find(), mutant.replace(), check);
        return Evidence.sha256(whole.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_LENGTH);
    }

    /** Code in a cell of a table: one line, and no more of it than can be read there. */
    private static String code(String text) {
        String line = text.strip().replaceAll("\\s+", " ").replace('`', '\'').replace("|", "\\|");
        return "`" + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + "`";
    }

    private record Row(Control control, Control.Mutant mutant) {}
}
