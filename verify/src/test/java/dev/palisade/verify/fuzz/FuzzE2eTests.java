package dev.palisade.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Platform;
import dev.palisade.local.UpOptions;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.RunningPlatform;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short barrage; {@code ./palisade fuzz} makes long ones. */
class FuzzE2eTests {

    private static final Platform PLATFORM = RunningPlatform.another("fuzz");
    private static final int REQUESTS = 1_500;
    private static final long SEED = 3;

    @BeforeAll
    static void up() {
        PrivateFiles.delete(PLATFORM.home().path()); // this test leaves anything behind
        PLATFORM.up(new UpOptions(false, Duration.ofHours(1), false), RunningPlatform.LINES);
    }

    @AfterAll
    static void down() {
        PLATFORM.down();
    }

    @Test
    void requestsWhenMadeUpFromTheContractsThenEachAnswerIsOneOfTheContract() throws Exception {
        FuzzReport report =
                new Barrage(PLATFORM, RunningPlatform.repository(), RunningPlatform.LINES).of(REQUESTS, SEED);
        assertThat(report.lines()).isEmpty();
        assertThat(report.violations()).isZero();
        assertThat(report.requests()).isEqualTo(REQUESTS);
        assertThat(report.kinds()).containsOnlyKeys("valid", "near", "wild");
        // Not everything is refused before it is looked at.
        assertThat(report.answers().get("2xx")).isGreaterThan(REQUESTS / 5);
        assertThat(report.answers().get("4xx")).isGreaterThan(REQUESTS / 5);
    }
}
