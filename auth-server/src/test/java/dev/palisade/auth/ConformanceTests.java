package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Keeps docs/conformance.md true: each test that it names exists. */
class ConformanceTests extends AuthServerTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`([a-z-]+)/(\\w+Tests)#(\\w+)`");

    @Autowired
    private AuthProperties properties;

    @Test
    void documentWhenItNamesATestThenThereIsOne() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/conformance.md"));
        List<String> named =
                NAMED.matcher(document).results().map(found -> found.group()).toList();
        assertThat(named).hasSizeGreaterThan(60);
        List<String> missing = NAMED.matcher(document)
                .results()
                .filter(found -> !exists(found.group(1), found.group(2), found.group(3)))
                .map(found -> found.group())
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void documentWhenARowIsMetThenItNamesATestOrSaysWhyNot() throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("docs/conformance.md"))) {
            assertThat(lines.filter(line -> line.contains("| yes")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).containsPattern(NAMED));
        }
    }

    @Test
    void redirectsWhenConfiguredThenEncryptedOrOfThisMachine() {
        assertThat(properties.clients().values().stream().flatMap(client -> client.redirectUris().stream()))
                .isNotEmpty()
                .allSatisfy(redirect -> {
                    URI uri = URI.create(redirect);
                    assertThat(uri.getScheme().equals("https") || redirect.startsWith("http://127.0.0.1/"))
                            .as(redirect)
                            .isTrue();
                });
    }

    private static boolean exists(String module, String type, String method) {
        Pattern declared = Pattern.compile("void " + method + "\\(");
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
            return files.filter(file -> file.getFileName().toString().equals(type + ".java"))
                    .anyMatch(file -> {
                        try {
                            return declared.matcher(Files.readString(file)).find();
                        } catch (IOException e) {
                            return false;
                        }
                    });
        } catch (IOException e) {
            return false;
        }
    }
}
