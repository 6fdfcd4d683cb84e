package dev.palisade.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.fuzz.Shot.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShotsTests {

    private static final Contracts CONTRACTS = Contracts.of(Path.of(".."));
    private static final Known KNOWN = new Known(Map.of(
            "/api/catalog/import application/json",
            List.of("{\"items\":[]}"),
            "productId",
            List.of("00000000-0000-4000-8000-000000000001")));
    private static final int MANY = 5_000;

    @Test
    void numberWhenSeedIsTheSameThenTheSameRequest() {
        for (int number = 0; number < 500; number++) {
            Shot one = shots(7).number(number);
            Shot other = shots(7).number(number);
            assertThat(other.line()).isEqualTo(one.line());
            assertThat(other.body()).isEqualTo(one.body());
        }
    }

    @Test
    void numberWhenSeedIsAnotherThenAnotherRequest() {
        assertThat(lines(1)).isNotEqualTo(lines(2));
    }

    @Test
    void numberWhenManyThenEveryOperationOfEachKind() {
        Set<String> seen = new HashSet<>();
        for (int number = 0; number < MANY; number++) {
            Shot shot = shots(1).number(number);
            seen.add(shot.operation().service() + shot.operation().name() + shot.kind());
        }
        assertThat(seen).hasSize(CONTRACTS.operations().size() * Kind.values().length);
    }

    @Test
    void numberWhenValidThenTheContractAllowsItsBody() {
        for (int number = 0; number < MANY; number++) {
            Shot shot = shots(1).number(number);
            if (shot.kind() == Kind.VALID) {
                assertThat(shot.wrong()).as(shot.line()).isEmpty();
            }
        }
    }

    @Test
    void numberWhenNearThenMostBodiesBreakTheContract() {
        int bodies = 0;
        int wrong = 0;
        for (int number = 0; number < MANY; number++) {
            Shot shot = shots(1).number(number);
            if (shot.kind() == Kind.NEAR && !shot.operation().bodies().isEmpty()) {
                bodies++;
                wrong += shot.wrong().isEmpty() ? 0 : 1;
            }
        }
        assertThat(wrong).isGreaterThan(bodies / 4);
    }

    private static List<String> lines(long seed) {
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            lines.add(shots(seed).number(number).line());
        }
        return lines;
    }

    private static Shots shots(long seed) {
        return new Shots(CONTRACTS, KNOWN, seed);
    }
}
