package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.local.process.LiveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupTests {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private Home home = new Home(Path.of("target"));
    private Processes processes = new Processes(home);
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void openHome() {
        home = new Home(directory.resolve("home"));
        processes = new Processes(home);
    }

    @AfterEach
    void stopEverything() {
        processes.stop(processes.remembered());
    }

    @Test
    void startWhenAllReadyThenTheyStay() {
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("first"), sleeping("second")));
            startup.complete();
        }
        assertThat(processes.remembered()).containsExactly("first", "second");
        assertThat(processes.running("first"))
                .hasValueSatisfying(run -> assertThat(run.startedInMs()).isNotNull());
        assertThat(processes.running("second")).isPresent();
        assertThat(lines).hasSize(2).allMatch(line -> line.matches("(first|second) ready in \\d\\.\\d s"));
    }

    @Test
    void startWhenOneDiesThenNothingIsLeft() {
        long[] pid = new long[1];
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("healthy")));
            pid[0] = processes.running("healthy").orElseThrow().pid();
            assertThatExceptionOfType(PlatformException.class)
                    .isThrownBy(() -> startup.start(
                            List.of(sleeping("neighbour"), part("broken", "echo no such table; exit 3", () -> false))))
                    .withMessageContaining("broken stopped while it was starting")
                    .withMessageContaining("no such table")
                    .withMessageContaining(home.log("broken").toString());
        }
        assertThat(LiveProcess.find(pid[0])).isEmpty();
        assertThat(processes.remembered()).isEmpty();
    }

    @Test
    void startWhenNeverReadyThenNamedAndStopped() {
        try (Startup startup = startup(1)) {
            assertThatExceptionOfType(PlatformException.class)
                    .isThrownBy(() -> startup.start(List.of(part("slow", "sleep 60", () -> false))))
                    .withMessageContaining("slow runs, but was not ready within 1 seconds");
        }
        assertThat(processes.remembered()).isEmpty();
    }

    @Test
    void startWhenOthersRanBeforeThenAFailureLeavesThem() {
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("before")));
            startup.complete();
        }
        long pid = processes.running("before").orElseThrow().pid();
        try (Startup startup = startup(10)) {
            assertThatExceptionOfType(PlatformException.class)
                    .isThrownBy(
                            () -> startup.start(List.of(sleeping("before"), part("broken", "exit 1", () -> false))));
        }
        assertThat(processes.remembered()).containsExactly("before");
        assertThat(processes.running("before").orElseThrow().pid()).isEqualTo(pid);
    }

    @Test
    void startWhenOneWasKilledThenOnlyThatStartsAgain() {
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("first"), sleeping("second")));
            startup.complete();
        }
        long first = processes.running("first").orElseThrow().pid();
        long second = processes.running("second").orElseThrow().pid();
        processes.kill("second");
        assertThat(processes.running("second")).isEmpty();
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("first"), sleeping("second")));
            startup.complete();
        }
        assertThat(processes.running("first").orElseThrow().pid()).isEqualTo(first);
        assertThat(processes.running("second").orElseThrow().pid()).isNotEqualTo(second);
    }

    @Test
    void startWhenBuiltAnewThenStartedAnew() {
        try (Startup startup = startup(10)) {
            startup.start(List.of(sleeping("one")));
            startup.complete();
        }
        Run former = processes.running("one").orElseThrow();
        Part sleeping = sleeping("one");
        Part built =
                new Part("one", 0, "", "another", sleeping.command(), Map.of(), sleeping.directory(), sleeping.ready());
        try (Startup startup = startup(10)) {
            startup.start(List.of(built));
            startup.complete();
        }
        assertThat(former.process()).isEmpty();
        assertThat(processes.running("one").orElseThrow().version()).isEqualTo("another");
    }

    @Test
    void closeWhenNotCompleteThenUndoneToo() {
        AtomicBoolean undone = new AtomicBoolean();
        try (Startup startup = startup(10)) {
            startup.onFailure(() -> undone.set(true));
        }
        assertThat(undone).isTrue();
    }

    @Test
    void stopWhenTermIsIgnoredThenKilled() {
        processes.start(part("stubborn", "trap '' TERM; while true; do sleep 1; done", () -> true));
        Run run = processes.running("stubborn").orElseThrow();
        processes.stop(List.of("stubborn"));
        assertThat(LiveProcess.find(run.pid())).isEmpty();
        processes.stop(List.of("stubborn"));
    }

    @Test
    void runningWhenPidBelongsToAnotherThenNotOurs() {
        processes.start(sleeping("one"));
        Run run = processes.running("one").orElseThrow();
        Run stranger = new Run("two", run.pid(), run.startInstant().minus(Duration.ofMinutes(1)), 0, "", "1", null);
        processes.remember(stranger);
        assertThat(processes.running("two")).isEmpty();
        processes.stop(List.of("two"));
        assertThat(run.process()).isPresent();
    }

    @Test
    void startWhenEnvironmentOfThePersonThenNotPassedOn() throws Exception {
        try (Startup startup = startup(10)) {
            Path log = home.log("env");
            startup.start(List.of(part("env", "env; echo done; sleep 60", () -> contains(log, "done"))));
        }
        List<String> names = Files.readAllLines(home.log("env")).stream()
                .map(line -> line.replaceAll("=.*", ""))
                .toList();
        assertThat(names).contains("PATH", "PALISADE_TEST").doesNotContain("JAVA_HOME", "MAVEN_CMD_LINE_ARGS");
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private Part sleeping(String name) {
        return part(name, "exec sleep 60", () -> true);
    }

    private Part part(String name, String script, BooleanSupplier ready) {
        return new Part(
                name, 0, "", "1", List.of("/bin/sh", "-c", script), Map.of("PALISADE_TEST", "yes"), home.path(), ready);
    }

    private Startup startup(int seconds) {
        Progress progress = new Progress() {
            @Override
            public void working(String text) {}

            @Override
            public void done(String text) {
                lines.add(text);
            }
        };
        return new Startup(home, processes, progress, Duration.ofSeconds(seconds));
    }
}
