package dev.palisade.verify.cluster;

import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One place of a good object, and what stands there instead.
 *
 * @param refused how the reason begins for which the object is then refused; null when it is not
 * @param in the file of the good object
 * @param find what stands there exactly once
 * @param replace what stands there instead
 * @param namespace where it is applied; where the object says when null
 * @param except the kinds of workloads that are not refused with such a pod
 */
record Case(
        @Nullable String refused,
        String in,
        String find,
        String replace,
        @Nullable String namespace,
        List<String> except) {

    static final Path FOLDER = Path.of("src/test/resources/admission");

    private static final JsonMapper JSON = new JsonMapper();

    Case {
        except = except == null ? List.of() : List.copyOf(except);
    }

    /** Those of a file that are to be refused ({@code bad}) or not ({@code good}). */
    static Stream<Case> of(Path file, String which) {
        return YamlTree.map(file).get(which) instanceof List<?> cases
                ? cases.stream().map(each -> JSON.convertValue(each, Case.class))
                : Stream.empty();
    }

    /** The object with the other thing in it. */
    Manifest object() {
        String good = text();
        if (good.split(Pattern.quote(find), -1).length != 2) {
            throw new PlatformException("What is to be replaced does not stand exactly once in " + in + ": " + find);
        }
        Manifest object = Manifest.of(good.replace(find, replace)).getFirst();
        return namespace == null ? object : object.inNamespace(namespace);
    }

    @Override
    public String toString() {
        return in + ": " + replace.strip() + " for " + find.strip();
    }

    private String text() {
        try {
            return Files.readString(FOLDER.resolve("good").resolve(in + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
