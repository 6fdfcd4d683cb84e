package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.attack.Attacks;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.attack.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attack of the catalogue, on the platform as it runs. */
class AttacksE2eTests {

    private static final Scene SCENE = new Scene(RunningPlatform.platform(), RunningPlatform.repository());

    static Stream<String> attacks() {
        return Attacks.controls().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attackWhenMadeThenEverythingHolds(String attack) {
        List<Finding> findings = Attacks.make(attack, SCENE);
        assertThat(findings).isNotEmpty().allMatch(Finding::ok);
    }
}
