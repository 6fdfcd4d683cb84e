package dev.palisade.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Digest;
import dev.palisade.local.events.EventChain.Finding;
import dev.palisade.local.launcher.Palisade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to tamper with a file that the services' own code has written. */
class EventChainTests {

    @TempDir
    private Path folder;

    private Path file;
    private Path log;
    private List<String> lines;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("events.jsonl");
        log = folder.resolve("auth-server.log");
        lines = Files.readAllLines(Path.of("src/test/resources/events/three.jsonl"));
        Files.write(file, lines);
        Files.writeString(
                log,
                "{\"log\":{\"logger\":\"palisade.events\"},\"events\":{\"sequence\":3,\"hash\":\"%s\"}}\n"
                        .formatted(hash(lines.get(2))));
    }

    @Test
    void chainWhenNobodyTouchedItThenWhole() {
        EventChain chain = EventChain.of(file, List.of(log));

        assertThat(chain.findings()).isEmpty();
        assertThat(chain.events()).isEqualTo(3);
        assertThat(chain.last()).isEqualTo(hash(lines.get(2)));
        assertThat(Palisade.execute("events", "--json", file.toString())).isZero();
    }

    @Test
    void chainWhenAnEventIsChangedThenFound() throws IOException {
        Files.write(file, List.of(lines.get(0), lines.get(1).replace("failure", "success"), lines.get(2)));

        assertThat(findings()).containsExactly(new Finding(2, "changed"));
        assertThat(Palisade.execute("events", file.toString())).isEqualTo(1);
    }

    @Test
    void chainWhenAnEventIsChangedWithItsHashThenTheNextDoesNotFollow() throws IOException {
        Files.write(file, List.of(lines.get(0), rehashed(lines.get(1).replace("failure", "success")), lines.get(2)));

        assertThat(findings()).containsExactly(new Finding(3, "does not follow the one before it"));
    }

    @Test
    void chainWhenAnEventIsTakenOutThenFound() throws IOException {
        Files.write(file, List.of(lines.get(0), lines.get(2)));

        assertThat(findings()).containsExactly(new Finding(2, "does not follow the one before it"));
    }

    @Test
    void chainWhenTheBeginningIsTakenOutThenFound() throws IOException {
        Files.write(file, lines.subList(1, 3));

        assertThat(findings()).containsExactly(new Finding(1, "does not follow the one before it"));
    }

    @Test
    void chainWhenEventsAreMovedThenFound() throws IOException {
        Files.write(file, List.of(lines.get(1), lines.get(0), lines.get(2)));

        assertThat(findings()).extracting(Finding::line).containsExactly(1L, 2L, 3L);
    }

    @Test
    void chainWhenAnEventIsPutInThenFound() throws IOException {
        Files.write(file, List.of(lines.get(0), lines.get(0), lines.get(1), lines.get(2)));

        assertThat(findings()).extracting(Finding::line).containsExactly(2L);
    }

    @Test
    void chainWhenTheEndIsCutOffThenTheLogKnows() throws IOException {
        Files.write(file, lines.subList(0, 2));

        assertThat(findings()).containsExactly(new Finding(3, "missing, and the log knows it"));
        assertThat(EventChain.of(file, List.of()).findings()).isEmpty();
    }

    @Test
    void chainWhenTheFileIsGoneThenTheLogKnows() throws IOException {
        Files.delete(file);

        assertThat(findings()).containsExactly(new Finding(3, "missing, and the log knows it"));
    }

    @Test
    void chainWhenALineIsCutOffThenFound() throws IOException {
        Files.writeString(file, Files.readString(file).substring(0, 700));

        assertThat(findings()).contains(new Finding(2, "no event"));
    }

    @Test
    void chainWhenEverythingIsWrittenAnewThenTheLogKnows() throws IOException {
        String first = rehashed(lines.get(0).replace("failure", "success"));
        String second = rehashed(lines.get(1).replace(hash(lines.get(0)), hash(first)));
        String third = rehashed(lines.get(2).replace(hash(lines.get(1)), hash(second)));
        Files.write(file, List.of(first, second, third));

        assertThat(findings()).containsExactly(new Finding(3, "another one than the log knows"));
    }

    private List<Finding> findings() {
        return EventChain.of(file, List.of(log)).findings();
    }

    private static String hash(String line) {
        return line.replaceAll(".*\"event.hash\":\"([0-9a-f]{64}).*", "$1");
    }

    private static String rehashed(String line) {
        String content = line.substring(0, line.indexOf(",\"event.hash\""));
        return content + ",\"event.hash\":\"" + Digest.sha256(content + "}") + "\"}";
    }
}
