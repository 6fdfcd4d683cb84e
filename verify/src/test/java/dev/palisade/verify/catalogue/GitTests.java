package dev.palisade.verify.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTests {

    @TempDir
    private Path repository;

    @Test
    void changedWhenSinceARevisionThenWhatDiffersAndWhatIsNew() throws IOException {
        Git.ask(repository, "init", "-q");
        Files.createDirectories(repository.resolve("gateway"));
        Files.writeString(repository.resolve("gateway/Same.java"), "same");
        Files.writeString(repository.resolve("gateway/Other.java"), "before");
        Git.ask(repository, "add", ".");
        Git.ask(
                repository,
                "-c",
                "user.name=somebody",
                "-c",
                "user.email=somebody@example.org",
                "commit",
                "-qm",
                "first");
        assertThat(Git.changedSince(repository, "HEAD")).isEmpty();

        Files.writeString(repository.resolve("gateway/Other.java"), "after");
        Files.writeString(repository.resolve("New.java"), "new");
        assertThat(Git.changedSince(repository, "HEAD")).containsExactly("New.java", "gateway/Other.java");

        assertThatThrownBy(() -> Git.changedSince(repository, "nowhere"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("git does not know nowhere.");
    }

    @Test
    void keptWhenTheFileOrItsFolderOrAWeakenedFileIsNamedThenSo() {
        Control control = new Control(
                "C-AAA-01",
                "",
                "",
                List.of("gateway/Door.java", "docs/api"),
                List.of(),
                List.of(new Control.Mutant("config.yml", "a", "b", null)),
                "developer",
                30,
                Map.of());
        assertThat(List.of("gateway/Door.java", "docs/api/cart.json", "config.yml"))
                .allMatch(control::isKeptBy);
        assertThat(List.of("gateway/Door.javax", "docs/apis", "gateway")).noneMatch(control::isKeptBy);
    }
}
