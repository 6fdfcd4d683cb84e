package dev.palisade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTests {

    @TempDir
    private Path folder;

    @Test
    void openWhenTornAtAnyByteThenWholeLinesStayAndMoreCanBeAdded() throws IOException {
        Path whole = folder.resolve("whole");
        List<Integer> ends = new ArrayList<>(List.of(0));
        try (Journal journal = Journal.open(whole, line -> {})) {
            for (String line : List.of("{\"a\":1}", "ü", "{\"c\":\"€\"}")) {
                ends.add((int) journal.append(line));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length <= bytes.length; length++) {
            Path torn = folder.resolve("torn-" + length);
            Files.write(torn, Arrays.copyOf(bytes, length));
            int cut = length;
            int complete =
                    (int) ends.stream().filter(end -> end > 0 && end <= cut).count();
            assertThat(lines(torn)).hasSize(complete);
            assertThat(Files.size(torn)).isEqualTo(ends.get(complete).longValue());
            try (Journal journal = Journal.open(torn, line -> {})) {
                journal.append("more");
            }
            assertThat(lines(torn)).hasSize(complete + 1).endsWith("more");
        }
    }

    @Test
    void openWhenLastLineIsGarbageThenCutOffAndAnyOtherIsRefused() throws IOException {
        Path file = folder.resolve("journal");
        try (Journal journal = Journal.open(file, line -> {})) {
            journal.append("first");
            journal.append("second");
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] last = bytes.clone();
        last[bytes.length - 3] ^= 1;
        Files.write(file, last);
        assertThat(lines(file)).containsExactly("first");
        byte[] first = bytes.clone();
        first[10] ^= 1;
        Files.write(file, first);
        assertThatIOException().isThrownBy(() -> lines(file)).withMessageContaining("damaged at byte 0");
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        Journal.open(file, lines::add).close();
        return lines;
    }
}
