package dev.palisade.verify.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.verify.attack.Attacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claim without a check, a check without a claim and a document that claims more are found. */
class CatalogueTests {

    private static final Path REPOSITORY =
            Path.of("").toAbsolutePath().resolveSibling("").normalize();
    private static final Map<String, String> ATTACKS = Map.of("SomeAttacks.one", "C-TOK-01");
    private static final String ENTRY = """
            controls:
              - id: C-TOK-01
                claim: "It holds"
                attack: "Somebody tries"
                where: [code/Here.java]
                checks: ["attack:SomeAttacks.one", "test:code/HereTests#itHolds"]
                mutants:
                  - file: code/Here.java
                    find: "return false;"
                    replace: "return true;"
                owner: developer
                validDays: 30
                standards:
                  CWE: ["CWE-1"]
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void repository() throws IOException {
        write("verify/controls.yaml", ENTRY);
        write("code/Here.java", "class Here { boolean open() { return false; } }");
        write("code/src/test/java/HereTests.java", "class HereTests { void itHolds() {} }");
        write("README.md", "See C-TOK-01.");
        write("docs/page.md", "Nothing.");
    }

    @Test
    void catalogueWhenOursThenWithoutFaults() {
        Catalogue catalogue = Catalogue.of(REPOSITORY);
        assertThat(catalogue.faults(REPOSITORY, Attacks.controls())).isEmpty();
        assertThat(catalogue.controls()).hasSizeGreaterThan(100);
        assertThat(catalogue.find("C-TOK-01")).isPresent();
    }

    @Test
    void faultsWhenAllFitsThenNone() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void faultsWhenNothingShowsAClaimThenSaidSo() throws IOException {
        write("verify/controls.yaml", ENTRY.replaceAll("checks: .*", "checks: []"));
        assertThat(faults()).contains("C-TOK-01: nothing shows this claim.");
    }

    @Test
    void faultsWhenNoWeakeningIsNamedThenSaidSo() throws IOException {
        write("verify/controls.yaml", ENTRY.replaceAll("(?s)mutants:.*    owner", "mutants: []\n    owner"));
        assertThat(faults()).containsExactly("C-TOK-01: no weakening shows that its checks can fail.");
    }

    @Test
    void faultsWhenCheckIsNoneThenSaidSo() throws IOException {
        write("verify/controls.yaml", ENTRY.replace("#itHolds", "#itHeld"));
        assertThat(faults()).containsExactly("C-TOK-01: there is no test:code/HereTests#itHeld.");
        write("verify/controls.yaml", ENTRY.replace("test:code", "tset:code"));
        assertThat(faults()).containsExactly("C-TOK-01: there is no tset:code/HereTests#itHolds.");
    }

    @Test
    void faultsWhenAttackBelongsToNobodyOrAnotherThenSaidSo() {
        Catalogue catalogue = Catalogue.of(folder);
        assertThat(catalogue.faults(folder, Map.of("SomeAttacks.one", "C-TOK-01", "SomeAttacks.two", "C-TOK-02")))
                .containsExactly("SomeAttacks.two: no control names this attack.");
        assertThat(catalogue.faults(folder, Map.of("SomeAttacks.one", "C-TOK-02")))
                .containsExactly("C-TOK-01: attack:SomeAttacks.one is of C-TOK-02.");
    }

    @Test
    void faultsWhenFileIsGoneThenSaidSo() throws IOException {
        Files.delete(folder.resolve("code/Here.java"));
        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "C-TOK-01: there is no code/Here.java.", "C-TOK-01: there is no code/Here.java.");
    }

    @Test
    void faultsWhenMutantChangesNothingOrManyThingsThenSaidSo() throws IOException {
        write("code/Here.java", "return false; return false;");
        assertThat(faults()).hasSize(1).first().asString().contains("does not stand exactly once");
        write("code/Here.java", "return false;");
        write("verify/controls.yaml", ENTRY.replace("return true;", "return false;"));
        assertThat(faults()).containsExactly("C-TOK-01: its mutant changes nothing.");
    }

    @Test
    void faultsWhenADocumentClaimsMoreThenSaidSo() throws IOException {
        write("docs/page.md", "And C-TOK-99 holds as well.");
        assertThat(faults()).containsExactly("docs/page.md names C-TOK-99, which is no control.");
    }

    @Test
    void faultsWhenAnIdStandsTwiceThenSaidSo() throws IOException {
        write("verify/controls.yaml", ENTRY + ENTRY.substring(ENTRY.indexOf('\n') + 1));
        assertThat(faults()).contains("C-TOK-01: the id is no id, or stands twice.");
    }

    @Test
    void catalogueWhenBrokenThenOneSentence() throws IOException {
        for (String broken : List.of("controls: [", "controls:\n  - id: x\n    surprise: 1\n", "!!java.net.URL [x]")) {
            write("verify/controls.yaml", broken);
            assertThatThrownBy(() -> Catalogue.of(folder))
                    .isInstanceOf(Catalogue.BrokenException.class)
                    .hasMessageStartingWith("verify/controls.yaml cannot be read");
        }
        Files.delete(folder.resolve("verify/controls.yaml"));
        assertThatThrownBy(() -> Catalogue.of(folder)).isInstanceOf(Catalogue.BrokenException.class);
    }

    private List<String> faults() {
        return Catalogue.of(folder).faults(folder, ATTACKS);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
