package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.launcher.Palisade;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be verified the command says so in a sentence, and never ends well. */
class VerifyTests {

    private final PrintStream usual = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path home;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setProperty(
                "palisade.repo",
                Path.of("").toAbsolutePath().resolveSibling("").normalize().toString());
    }

    @AfterEach
    void leave() {
        System.setErr(usual);
        System.clearProperty("palisade.repo");
    }

    @Test
    void verifyWhenPlatformIsDownThenSaysSoAndFails() {
        assertThat(verify()).isNotZero();
        assertThat(text())
                .contains("Nothing was verified: gateway", "./palisade up")
                .doesNotContain("\tat ");
    }

    @Test
    void verifyWhenControlIsUnknownThenSaysSoAndFails() {
        assertThat(verify("--control", "C-NONE-01")).isNotZero();
        assertThat(text()).contains("There is no control C-NONE-01").doesNotContain("\tat ");
    }

    @Test
    void verifyWhenServiceKeepsNothingThenSaysSoAndFails() {
        assertThat(verify("--service", "nobody")).isNotZero();
        assertThat(text()).contains("No control is kept by nobody");
    }

    @Test
    void verifyWhenRevisionIsUnknownThenSaysSoAndFails() {
        assertThat(verify("--since", "no-such-revision")).isNotZero();
        assertThat(text()).contains("git does not know no-such-revision").doesNotContain("\tat ");
    }

    @Test
    void verifyWhenCatalogueIsBrokenThenSaysSoAndFails() throws Exception {
        System.setProperty("palisade.repo", home.toString());
        Files.createDirectories(home.resolve("verify"));
        Files.writeString(home.resolve("verify/controls.yaml"), "controls: [");
        assertThat(verify()).isNotZero();
        assertThat(text()).contains("verify/controls.yaml cannot be read").doesNotContain("\tat ");
    }

    @Test
    void checkWhenThereIsNoEvidenceThenRejected() {
        assertThat(verify("--check", home.resolve("nothing").toString())).isNotZero();
        assertThat(text()).contains("A part is missing");
    }

    private int verify(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "verify";
        all[1] = "--home";
        all[2] = home.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Palisade.execute(all);
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
