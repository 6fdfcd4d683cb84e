package dev.palisade.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.hash.Sha256;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EventFileTests {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    /** The file is what the tests of the program that checks chains begin with. */
    @Test
    void writeWhenDecidedThenEachLineFollowsTheOneBefore() throws IOException {
        write(file(), 3);

        assertThat(Files.readString(file()))
                .isEqualTo(Files.readString(Path.of("../../local/src/test/resources/events/three.jsonl")));
        assertThat(Files.readAllLines(file()).getLast())
                .contains("\"event.sequence\":3")
                .contains("\"palisade.previous_hash\":\""
                        + hash(Files.readAllLines(file()).get(1)))
                .endsWith(",\"event.hash\":\""
                        + Sha256.hex(Files.readAllLines(file()).getLast().replaceAll(",\"event.hash\":.*", "}"))
                        + "\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(meters.counter("palisade.events.written").count()).isEqualTo(3);
    }

    @Test
    void writeWhenStartedAgainThenTheChainGoesOn() throws IOException {
        write(file(), 3);
        Path other = folder.resolve("other.jsonl");
        write(other, 2);
        write(other, 1);

        assertThat(Files.readAllLines(other)).hasSize(3);
        assertThat(Files.readAllLines(other).get(2))
                .contains(
                        "\"event.sequence\":3,", hash(Files.readAllLines(other).get(1)));
    }

    @Test
    void writeWhenACrashLeftHalfALineThenItIsTakenAwayAndTheChainGoesOn() throws IOException {
        write(file(), 2);
        Files.writeString(file(), "{\"@timestamp\":\"2026-", StandardOpenOption.APPEND);
        write(file(), 1);

        assertThat(Files.readAllLines(file())).hasSize(3);
        assertThat(Files.readAllLines(file()).get(2))
                .contains(
                        "\"event.sequence\":3,", hash(Files.readAllLines(file()).get(1)));
    }

    @Test
    void writeWhenTheLastLineIsNoneThenAChainBeginsAnewAfterIt() throws IOException {
        write(file(), 2);
        Files.writeString(file(), "{}\n", StandardOpenOption.APPEND);
        write(file(), 1);

        assertThat(Files.readAllLines(file())).hasSize(4);
        assertThat(Files.readAllLines(file()).getLast()).contains("\"event.sequence\":1,");
    }

    /** The device that is always full. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void writeWhenTheDiskIsFullThenWhatIsLostIsCounted() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/full"));
        try (EventFile full = new EventFile(file(), NOON, meters)) {
            long begin = System.nanoTime();
            full.add(Map.of("event.action", "one"));
            full.add(Map.of("event.action", "two"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        }

        assertThat(meters.counter("palisade.events.lost").count()).isEqualTo(2);
        assertThat(meters.counter("palisade.events.written").count()).isZero();
    }

    @Test
    void addWhenMoreComeThanAreTakenThenLostIsCountedAndSaidByTheNext() throws IOException {
        EventFile file = new EventFile(file(), NOON, meters);
        for (int number = 0; number < 200_000; number++) {
            file.add(Map.of("event.action", "x"));
        }
        double lost = meters.counter("palisade.events.lost").count();
        assertThat(lost).isPositive();
        await().until(() -> meters.counter("palisade.events.written").count() == 200_000 - lost);
        file.add(Map.of("event.action", "y"));
        file.close();

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize((int) (200_001 - lost));
        assertThat(lines.stream()
                        .filter(line -> line.contains("palisade.events_lost"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".*events_lost\":(\\d+).*", "$1")))
                        .sum())
                .isEqualTo((long) lost);
    }

    @Test
    void openWhenAnotherWritesThenRefused() {
        try (EventFile _ = new EventFile(file(), NOON, meters)) {
            assertThatThrownBy(() -> new EventFile(file(), NOON, meters)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void recordWhenOnlyReadThenNoEvent() throws IOException {
        try (EventFile file = new EventFile(file(), NOON, meters)) {
            SecurityEvents events = new SecurityEvents("cart-service", file::add);
            events.recorded(decision("ReadCart", true));
            events.recorded(decision("ReadCart", false));
            events.recorded(decision("ChangeCart", true));
        }

        assertThat(Files.readAllLines(file())).hasSize(2);
        assertThat(Files.readAllLines(file()).getFirst())
                .contains(
                        "\"event.category\":[\"api\"]", "\"event.outcome\":\"failure\"", "\"event.type\":[\"denied\"]");
    }

    private void write(Path to, int number) {
        try (EventFile file = new EventFile(to, NOON, meters)) {
            SecurityEvents events = new SecurityEvents("auth-server", file::add);
            for (int each = 0; each < number; each++) {
                events.recorded(new Decision(
                        "sign-in",
                        each == 2,
                        "Password",
                        "auth-server",
                        "4a7f\n\u2028\"",
                        "browser",
                        List.of(),
                        each == 2 ? "password" : "password-wrong",
                        Set.of()));
            }
        }
    }

    private static Decision decision(String action, boolean permitted) {
        return new Decision(
                "policy", permitted, action, "Cart::\"1\"", "1", "gateway", List.of("gateway"), "", Set.of("b", "a"));
    }

    private Path file() {
        return folder.resolve("events.jsonl");
    }

    private static String hash(String line) {
        return line.replaceAll(".*\"event.hash\":\"([0-9a-f]{64}).*", "$1");
    }
}
