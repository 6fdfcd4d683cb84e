package dev.palisade.verify.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A test of a module, as a control names it.
 *
 * @param module the folder of the module
 * @param type the simple name of the class
 * @param method the method
 */
public record TestName(String module, String type, String method) {

    private static final Pattern EXTENDS = Pattern.compile("class \\w+ extends (\\w+)");
    private static final Pattern FORM = Pattern.compile("test:([a-z/-]+)/([A-Za-z0-9]+)#([A-Za-z0-9]+)");

    /** The test of this name; nothing when it names none. */
    public static Optional<TestName> of(String check) {
        Matcher form = FORM.matcher(check);
        return form.matches()
                ? Optional.of(new TestName(form.group(1), form.group(2), form.group(3)))
                : Optional.empty();
    }

    /** Whether a repository has it, in the class itself or in the one that it extends. */
    boolean isIn(Path repository) {
        return text(repository.resolve(module).resolve("src/test/java"), type)
                .map(text -> isIn(text) || isInherited(repository, text))
                .orElse(false);
    }

    private boolean isInherited(Path repository, String text) {
        Matcher parent = EXTENDS.matcher(text);
        return parent.find()
                && text(repository.resolve("platform/palisade-test/src/main/java"), parent.group(1))
                        .map(this::isIn)
                        .orElse(false);
    }

    private boolean isIn(String text) {
        return text.contains(" " + method + "(");
    }

    private static Optional<String> text(Path folder, String type) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            Optional<Path> file = files.filter(
                            each -> each.getFileName().toString().equals(type + ".java"))
                    .findFirst();
            return file.isPresent() ? Optional.of(Files.readString(file.get())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
