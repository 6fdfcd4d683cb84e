package dev.palisade.verify.proof;

import dev.palisade.local.PlatformException;
import dev.palisade.verify.catalogue.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is proved, and about what.
 *
 * @param schema the schema
 * @param policies all policies
 * @param properties what has to be true of them
 * @param released the policies of the last release
 * @param granted the actions that are permitted to more requests since then
 */
record PolicyFiles(String schema, String policies, String properties, String released, Set<String> granted) {

    private static final String CEDAR = "policies/src/main/cedar";
    private static final String PROOFS = "policies/src/main/proofs";
    private static final Pattern GRANTED = Pattern.compile("(?m)^- `(\\w+)`: \\S");

    /** Those of a repository. */
    static PolicyFiles of(Path repository) {
        Path cedar = repository.resolve(CEDAR);
        Path proofs = repository.resolve(PROOFS);
        Set<String> granted = new TreeSet<>();
        Matcher line = GRANTED.matcher(read(proofs.resolve("granted.md")));
        while (line.find()) {
            granted.add(line.group(1));
        }
        return new PolicyFiles(
                read(cedar.resolve("palisade.cedarschema")),
                policies(cedar),
                read(proofs.resolve("properties.cedar")),
                read(proofs.resolve("released.cedar")),
                granted);
    }

    /** The policies of a revision of this repository. */
    static String policiesOf(Path repository, String revision) {
        StringBuilder policies = new StringBuilder();
        Git.ask(repository, "ls-tree", "-r", "--name-only", revision, CEDAR + "/")
                .lines()
                .filter(file -> file.endsWith(".cedar"))
                .forEach(file -> policies.append(Git.ask(repository, "show", revision + ":" + file))
                        .append('\n'));
        if (policies.isEmpty()) {
            throw new PlatformException("There are no policies in " + revision + ".");
        }
        return policies.toString();
    }

    PolicyFiles withPolicies(String others) {
        return new PolicyFiles(schema, others, properties, released, granted);
    }

    private static String policies(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.filter(file -> file.toString().endsWith(".cedar"))
                    .sorted()
                    .toList();
            StringBuilder policies = new StringBuilder();
            sorted.forEach(file -> policies.append(read(file)).append('\n'));
            return policies.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
