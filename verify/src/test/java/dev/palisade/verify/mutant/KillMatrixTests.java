package dev.palisade.verify.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.catalogue.Catalogue;
import dev.palisade.verify.catalogue.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published matrix is of the mutants that there are, and of no other. */
class KillMatrixTests {

    private static final Path REPOSITORY =
            Path.of("").toAbsolutePath().resolveSibling("").normalize();
    private static final Control.Mutant FIRST = new Control.Mutant("code/Here.java", "return false;", "", null);
    private static final Control.Mutant SECOND = new Control.Mutant("code/Here.java", "a | b", "a", null);

    @TempDir
    private Path folder;

    @Test
    void matrixWhenOursThenEveryMutantWasSeenKilled() throws IOException {
        Catalogue catalogue = Catalogue.of(REPOSITORY);
        KillMatrix matrix = KillMatrix.of(REPOSITORY);
        assertThat(matrix.missing(catalogue)).isEmpty();
        assertThat(matrix.killed(catalogue)).isEqualTo(KillMatrix.mutants(catalogue));
        assertThat(matrix.text(catalogue)).isEqualTo(Files.readString(REPOSITORY.resolve("docs/kill-matrix.md")));
    }

    @Test
    void addWhenKilledOrAliveThenARowOrNone() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Catalogue catalogue = catalogue(FIRST, SECOND);
        KillMatrix.of(folder).add(List.of(kill(FIRST, true), kill(SECOND, true)), catalogue);
        assertThat(Files.readString(folder.resolve("docs/kill-matrix.md")))
                .contains("2 of 2 mutants killed", "`a \\| b`", "| nothing |", "code/HereTests itHolds");
        assertThat(KillMatrix.of(folder).missing(catalogue)).isEmpty();

        KillMatrix.of(folder).add(List.of(kill(SECOND, false)), catalogue);
        assertThat(KillMatrix.of(folder).killed(catalogue)).isEqualTo(1);
        assertThat(KillMatrix.of(folder).missing(catalogue)).containsExactly("C-TOK-01 in code/Here.java");
    }

    @Test
    void killedWhenAMutantHasChangedThenNotThatOne() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        KillMatrix.of(folder).add(List.of(kill(FIRST, true)), catalogue(FIRST));
        assertThat(KillMatrix.of(folder).killed(catalogue(SECOND))).isZero();
        KillMatrix.of(folder).add(List.of(), catalogue(SECOND));
        assertThat(Files.readString(folder.resolve("docs/kill-matrix.md"))).contains("0 of 1 mutants killed");
    }

    private static Kill kill(Control.Mutant mutant, boolean killed) {
        return new Kill("C-TOK-01", mutant, "test:code/HereTests#itHolds", killed, "");
    }

    private static Catalogue catalogue(Control.Mutant... mutants) {
        return new Catalogue(List.of(new Control(
                "C-TOK-01",
                "It holds",
                "Somebody tries",
                List.of("code/Here.java"),
                List.of("test:code/HereTests#itHolds"),
                List.of(mutants),
                "developer",
                30,
                Map.of())));
    }
}
